#pragma once
// The tables, one of each type_*.cc. api.cc lists them in the order of TypeId.

#include <span>

#include "painless/api.h"

namespace flowship::painless {

using ApiTables = std::span<const TypeApi>;

// Each may hold several types that belong together, sorted by TypeId.
ApiTables ObjectApi();      // Object, Comparable, Number, exceptions
ApiTables NumberApi();      // Boolean, Byte, Short, Character, Integer, Long, Float, Double
ApiTables CharacterApi();
ApiTables MathApi();
ApiTables StringApi();      // CharSequence, String
ApiTables BuilderApi();     // StringBuilder, StringBuffer, StringJoiner, StringTokenizer
ApiTables CollectionApi();  // Iterable, Collection
ApiTables ListApi();        // List and its classes, Arrays
ApiTables DequeApi();
ApiTables SetApi();
ApiTables MapApi();
ApiTables SortedMapApi();   // SortedMap, NavigableMap
ApiTables IteratorApi();
ApiTables CollectionsApi();
ApiTables FunctionApi();    // functional interfaces, Comparator
ApiTables OptionalApi();
ApiTables StreamApi();
ApiTables CollectorsApi();
ApiTables PatternApi();
ApiTables UtilityApi();     // Base64, Objects, System, UUID
ApiTables LocaleApi();
ApiTables TemporalApi();    // the interfaces of java.time, TemporalAdjusters
ApiTables LocalTimeApi();   // LocalDate, LocalTime, LocalDateTime
ApiTables ZonedTimeApi();   // Instant, OffsetDateTime, ZonedDateTime, ZoneId, ZoneOffset
ApiTables DurationApi();    // Duration, Period
ApiTables TimeEnumApi();    // Enum, DayOfWeek, Month, ChronoUnit, ChronoField
ApiTables BigIntegerApi();
ApiTables DecimalApi();     // BigDecimal, MathContext
ApiTables DecimalFormatApi();
ApiTables DateFormatApi();  // DateTimeFormatter, Date, SimpleDateFormat
ApiTables FormatterBuilderApi();
ApiTables TimeZoneApi();
ApiTables PartialDateApi();  // Year, YearMonth, MonthDay, ZoneRules
ApiTables ProcessorsApi();
ApiTables FieldApi();       // what field('a') gives
ApiTables ElasticApi();     // Json, CIDR, IPAddress, Debug, what metadata() gives

}  // namespace flowship::painless
