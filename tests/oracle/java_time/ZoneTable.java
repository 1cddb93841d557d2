import java.time.*;
import java.time.format.*;
import java.time.temporal.*;
import java.util.*;

/**
 * Prints src/base/time_zone_table.cc: the regions of this JDK and their English names.
 *
 *   java tests/oracle/java_time/ZoneTable.java > src/base/time_zone_table.cc
 *
 * Choices: the SystemV regions are left out (no tz database has them any more). A name that this JDK reads as a region is taken as the JDK
 * takes it, except for those of OURS: there the releases of the JDK disagree among each other, and some answers are absurd (BST =
 * Bougainville), so the region is the one whose clocks really show that name, or the JDK's later answer.
 */
public class ZoneTable {
  static final Map<String, String> OURS = Map.ofEntries(
      Map.entry("BST", "Europe/London"), Map.entry("BT", "Europe/London"),
      Map.entry("IST", "Asia/Kolkata"), Map.entry("IDT", "Asia/Jerusalem"), Map.entry("IT", "Asia/Kolkata"),
      Map.entry("ACST", "Australia/Adelaide"), Map.entry("ACT", "Australia/Adelaide"),
      Map.entry("EET", "Europe/Bucharest"), Map.entry("EEST", "Europe/Bucharest"),
      Map.entry("CLT", "America/Santiago"), Map.entry("CLST", "America/Santiago"),
      Map.entry("MT", "America/Denver"),
      Map.entry("Chile Time", "America/Santiago"), Map.entry("Chile Summer Time", "America/Santiago"),
      Map.entry("British Summer Time", "Europe/London"), Map.entry("British Time", "Europe/London"),
      Map.entry("Irish Standard Time", "Europe/Dublin"), Map.entry("Irish Time", "Europe/Dublin"),
      Map.entry("Australian Western Time", "Australia/Perth"), Map.entry("Moscow Daylight Time", "Europe/Moscow"));

  static String region(String pattern, String text) {
    try {
      ZoneId zone = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).parse(text).query(TemporalQueries.zone());
      String id = OURS.getOrDefault(text, zone.getId());
      return zone instanceof ZoneOffset || id.startsWith("UTC") || id.startsWith("GMT") ? null : id;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static String row(String... cells) {
    StringJoiner joiner = new StringJoiner("\", \"", "{\"", "\"}");
    for (String cell : cells) joiner.add(cell);
    return joiner.toString();
  }

  static void print(String indent, Iterable<String> rows) {
    StringBuilder line = new StringBuilder(indent);
    for (String row : rows) {
      if (line.length() + row.length() + 2 > 120) {
        System.out.println(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(row).append(", ");
    }
    System.out.println(line.toString().stripTrailing());
  }

  public static void main(String[] arguments) {
    Map<List<String>, Integer> names = new LinkedHashMap<>();
    List<String> ids = new ArrayList<>();
    TreeMap<String, String> shortTexts = new TreeMap<>(), fullTexts = new TreeMap<>();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      if (id.startsWith("SystemV/")) continue;
      TimeZone zone = TimeZone.getTimeZone(id);
      ZonedDateTime time = ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of(id));
      List<String> row = List.of(
          zone.getDisplayName(false, TimeZone.SHORT, Locale.ENGLISH), zone.getDisplayName(true, TimeZone.SHORT, Locale.ENGLISH),
          DateTimeFormatter.ofPattern("v", Locale.ENGLISH).format(time),
          zone.getDisplayName(false, TimeZone.LONG, Locale.ENGLISH), zone.getDisplayName(true, TimeZone.LONG, Locale.ENGLISH),
          DateTimeFormatter.ofPattern("vvvv", Locale.ENGLISH).format(time));
      Integer index = names.putIfAbsent(row, names.size());
      ids.add("{\"" + id + "\", " + (index == null ? names.size() - 1 : index) + "}");
      for (int i = 0; i < 6; i++) {
        String region = region(i < 3 ? "z" : "zzzz", row.get(i));
        if (region != null) (i < 3 ? shortTexts : fullTexts).put(row.get(i), region);
      }
    }
    System.out.println("#include \"base/time_zone_table.h\"\n");
    System.out.println("// Made by tests/oracle/java_time/ZoneTable.java, JDK " + System.getProperty("java.version") + ". Do not edit.\n");
    System.out.println("namespace flowship {\nnamespace {\n\n// clang-format off");
    System.out.println("constexpr ZoneIdRow kIds[] = {");
    print("  ", ids);
    System.out.println("};\n\nconstexpr ZoneNameRow kNames[] = {");
    for (List<String> row : names.keySet()) {
      String line = "  " + row(row.toArray(new String[0])) + ",";
      if (line.length() > 120) line = line.replaceFirst("^((?:[^,]*,){3}) ", "$1\n   ");
      if (line.length() - line.indexOf('\n') > 120) line = line.replaceFirst(" (\"[^\"]*\"}),$", "\n   $1,");
      System.out.println(line);
    }
    System.out.println("};\n\nconstexpr ZoneTextRow kShortTexts[] = {");
    List<String> rows = new ArrayList<>();
    shortTexts.forEach((text, id) -> rows.add(row(text, id)));
    print("  ", rows);
    System.out.println("};\n\nconstexpr ZoneTextRow kFullTexts[] = {");
    rows.clear();
    fullTexts.forEach((text, id) -> rows.add(row(text, id)));
    print("  ", rows);
    System.out.println("};\n// clang-format on\n");
    System.out.println("}  // namespace\n");
    System.out.println("std::span<const ZoneIdRow> ZoneIds() { return kIds; }");
    System.out.println("std::span<const ZoneNameRow> ZoneNames() { return kNames; }");
    System.out.println("std::span<const ZoneTextRow> ShortZoneTexts() { return kShortTexts; }");
    System.out.println("std::span<const ZoneTextRow> FullZoneTexts() { return kFullTexts; }\n");
    System.out.println("}  // namespace flowship");
  }
}
