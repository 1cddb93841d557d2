import java.io.*;
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.time.format.*;
import java.time.temporal.*;
import java.util.*;

/**
 * Answers what java.time makes of a pattern and a text: one question a line on stdin, one answer a line on stdout.
 *
 *   zoned TAB locale TAB zone TAB pattern TAB text    ZonedDateTime.parse with ofPattern(pattern, locale), withZone(zone) unless zone is "-"
 *   local TAB locale TAB zone TAB pattern TAB text    date and time as far as they are there
 *   format TAB locale TAB zone TAB pattern TAB instant
 *   zone TAB id                                       ZoneId.of(id), then with ZoneId.SHORT_IDS
 *   atzone TAB zone TAB local                         ZonedDateTime.of(local, zone)
 *   plus TAB zoned TAB amount TAB unit,  between TAB unit TAB from TAB to,  truncate TAB zoned TAB unit
 *   duration TAB text                                 Duration.parse
 *
 * The locale is a tag, "" for ROOT. A pattern may be the name of a constant of DateTimeFormatter. Answers: "= " and the result, or "! " and
 * the message.
 */
public class JavaTimeOracle {
  static DateTimeFormatter formatter(String pattern, String locale, String zone) throws Exception {
    DateTimeFormatter formatter = pattern.startsWith("ISO_") || pattern.startsWith("BASIC_") || pattern.startsWith("RFC_")
        ? (DateTimeFormatter) DateTimeFormatter.class.getField(pattern).get(null)
        : DateTimeFormatter.ofPattern(pattern, locale.isEmpty() ? Locale.ROOT : Locale.forLanguageTag(locale));
    return zone.equals("-") ? formatter : formatter.withZone(ZoneId.of(zone));
  }

  static String local(TemporalAccessor parsed) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (date == null && time == null) return "nothing";
    return (date == null ? LocalDate.EPOCH : date).atTime(time == null ? LocalTime.MIDNIGHT : time).toString();
  }

  static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      if (ZoneId.SHORT_IDS.containsKey(id)) return ZoneId.of(id, ZoneId.SHORT_IDS);
      throw e;
    }
  }

  static String answer(String[] q) throws Exception {
    switch (q[0]) {
      case "zoned": return ZonedDateTime.parse(q[4], formatter(q[3], q[1], q[2])).toString();
      case "local": return local(formatter(q[3], q[1], q[2]).parse(q[4]));
      case "format": return formatter(q[3], q[1], "-").format(Instant.parse(q[4]).atZone(ZoneId.of(q[2])));
      case "zone": return zone(q[1]).getId();
      case "atzone": return ZonedDateTime.of(LocalDateTime.parse(q[2]), ZoneId.of(q[1])).toString();
      case "plus": return ZonedDateTime.parse(q[1]).plus(Long.parseLong(q[2]), ChronoUnit.valueOf(q[3])).toString();
      case "between": return String.valueOf(ChronoUnit.valueOf(q[1]).between(ZonedDateTime.parse(q[2]), ZonedDateTime.parse(q[3])));
      case "truncate": return ZonedDateTime.parse(q[1]).truncatedTo(ChronoUnit.valueOf(q[2])).toString();
      case "duration": return Duration.parse(q[1]).toString();
      default: throw new IllegalArgumentException("question " + q[0]);
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
    for (String line; (line = in.readLine()) != null; ) {
      try {
        out.println("= " + answer(line.split("\t", -1)));
      } catch (Exception e) {
        out.println("! " + e.getMessage());
      }
    }
    out.flush();
  }
}
