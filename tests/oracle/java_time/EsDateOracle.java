import java.io.*;
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.time.temporal.*;
import java.util.*;
import java.util.stream.*;
import org.elasticsearch.common.time.*;
import org.elasticsearch.ElasticsearchException;

/**
 * Answers what Elasticsearch's own DateFormatter makes of a format and a text: one question a line on stdin, one answer a line on stdout.
 *
 *   from TAB locale TAB zone TAB format TAB text     DateFormatters.from(forPattern(format).withLocale(locale).parse(text), locale, zone)
 *   ingest TAB locale TAB zone TAB format TAB text   what the date processor does with it (current year: 2024); the processor itself is in
 *                                                    no published jar, so its few steps are taken here, on Elasticsearch's formatter
 *   format TAB locale TAB zone TAB format TAB instant
 *   compile TAB format
 *   names                                            all named formats in one line
 *
 * Answers: "= " and the result, or "! " and the chain of exceptions: type, ": ", message, with " <- " between.
 */
public class EsDateOracle {
  static final List<ChronoField> FIELDS = List.of(ChronoField.NANO_OF_SECOND, ChronoField.SECOND_OF_DAY, ChronoField.MINUTE_OF_DAY,
      ChronoField.HOUR_OF_DAY, ChronoField.DAY_OF_MONTH, ChronoField.MONTH_OF_YEAR);

  static Locale locale(String tag) {
    return tag.isEmpty() ? Locale.ROOT : Locale.forLanguageTag(tag);
  }

  static DateFormatter formatter(String format, String locale) {
    return DateFormatter.forPattern(format).withLocale(locale(locale));
  }

  static ZonedDateTime ingest(Locale locale, ZoneId zone, String format, String text) {
    switch (format) {
      case "ISO8601":
        return DateFormatters.from(DateFormatter.forPattern("iso8601").parse(text), Locale.ROOT, zone).withZoneSameInstant(zone);
      case "UNIX": return Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000.0)).atZone(zone);
      case "UNIX_MS": return Instant.ofEpochMilli(Long.parseLong(text)).atZone(zone);
      case "TAI64N": {
        String digits = text.startsWith("@") ? text.substring(1) : text;
        long seconds = Long.parseLong(digits.substring(1, 16), 16), nanos = Long.parseLong(digits.substring(16, 24), 16);
        return Instant.ofEpochMilli(seconds * 1000 - 10000 + nanos / 1000000).atZone(zone);
      }
      default: return pattern(locale, zone, format, text);
    }
  }

  static ZonedDateTime pattern(Locale locale, ZoneId zone, String format, String text) {
    boolean utc = ZoneOffset.UTC.equals(zone);
    DateFormatter formatter = DateFormatter.forPattern(format).withLocale(locale);
    if (!utc) formatter = formatter.withZone(zone);
    TemporalAccessor parsed = formatter.parse(text);
    boolean hasYear = Stream.of(ChronoField.YEAR, ChronoField.YEAR_OF_ERA, WeekFields.of(locale).weekOfWeekBasedYear(),
        ChronoField.INSTANT_SECONDS)
        .anyMatch(parsed::isSupported);
    if (!hasYear) {
      ZonedDateTime time = Instant.EPOCH.atZone(ZoneOffset.UTC).withYear(2024);
      for (ChronoField field : FIELDS) if (parsed.isSupported(field)) time = time.with(field, parsed.get(field));
      parsed = time.withZoneSameLocal(zone);
    }
    ZonedDateTime time = DateFormatters.from(parsed, locale);
    return utc ? time.withZoneSameInstant(ZoneOffset.UTC) : time;
  }

  static String answer(String[] q) {
    switch (q[0]) {
      case "from": return DateFormatters.from(formatter(q[3], q[1]).parse(q[4]), locale(q[1]), ZoneId.of(q[2])).toString();
      case "ingest": return ingest(locale(q[1]), ZoneId.of(q[2]), q[3], q[4]).toString();
      case "format": return formatter(q[3], q[1]).format(Instant.parse(q[4]).atZone(ZoneId.of(q[2])));
      case "compile": DateFormatter.forPattern(q[1]); return "";
      case "names": return Arrays.stream(FormatNames.values()).map(FormatNames::getName).collect(Collectors.joining(" "));
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
        StringJoiner chain = new StringJoiner(" <- ");
        for (Throwable t = e; t != null; t = t.getCause()) chain.add(ElasticsearchException.getExceptionName(t) + ": " + t.getMessage());
        out.println("! " + chain);
      }
    }
    out.flush();
  }
}
