"""Random Painless scripts for differential.py. Every kind is a method case_KIND that gives statements and an expression; what the expression gives is
put into ctx as text, with its class, so that values that JSON can't show are compared too."""

CTX = {"i": 5, "j": -3, "big": 3000000000, "d": 2.5, "s": "hello", "e": "", "t": True, "f": False, "n": None, "l": [3, 1, 2], "ls": ["b", "a", "c", "a"],
       "m": {"a": 1, "b": "x", "zz": None}, "mm": {"k": {"v": [1, 2]}}, "mix": [1, "a", 2.5, None, True, [7]], "u": "aÄß😀z", "num": "42"}

CLASSES = ("Boolean", "Byte", "Short", "Character", "Integer", "Long", "Float", "Double", "String", "List", "Map", "Set")
TAIL = "ctx.k = " + " ".join(f"x instanceof {name} ? '{name}' :" for name in CLASSES) + " 'other';"

INTS = ["0", "1", "2", "3", "5", "7", "10", "31", "33", "100", "255", "1000", "65536", "2147483647"]
DOUBLES = ["0.0", "1.5", "2.5", "0.1", "3.0", "1e10", "1e-5", "1e21", "123456789.125", "1e300", "0.3333"]
STRINGS = ["", "a", "abc", "Abc", "äöü", "ß", "😀x", "a,b,,c,", "  pad ", "12", "-7", "+5", "1.5", "x=y", "null", "true", "1e3", "0x1F", "a.b.c", "aXbXc", "ABC", "İ", "zz😀", "NaN"]
ARITHMETIC = ["+", "-", "*", "/", "%"]
BITWISE = ["&", "|", "^"]
SHIFTS = ["<<", ">>", ">>>"]
COMPARISONS = ["<", "<=", ">", ">=", "==", "!=", "===", "!=="]
PRIMITIVES = ["byte", "short", "char", "int", "long", "float", "double", "boolean"]
BOXED = ["Byte", "Short", "Character", "Integer", "Long", "Float", "Double", "Boolean"]


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def case(self, only=None):
        kind = only or self.rng.choice(sorted(KINDS))
        statements, expression = getattr(self, "case_" + kind)()
        if expression is None:
            return {"source": statements, "ctx": CTX}
        if kind == "condition":
            return {"source": statements + expression, "ctx": CTX, "condition": True}
        return {"source": f"{statements}def x = {expression}; ctx.r = String.valueOf(x); {TAIL}", "ctx": CTX}

    def pick(self, *choices):
        return self.rng.choice(choices)

    def one(self, sequence):
        return self.rng.choice(sequence)

    # Values, by the static type that they have.

    def literal(self, kind):
        minus = "-" if self.rng.random() < 0.3 else ""
        if kind in ("byte", "Byte"):
            return f"(byte){minus}{self.rng.randrange(300)}"
        if kind in ("short", "Short"):
            return f"(short){minus}{self.rng.randrange(70000)}"
        if kind in ("char", "Character"):
            return f"(char){self.pick(quoted('a'), quoted('Z'), '65', '8364', '70000')}"
        if kind in ("int", "Integer"):
            return minus + self.one(INTS)
        if kind in ("long", "Long"):
            return minus + self.one(INTS + ["9223372036854775807", "3000000000"]) + "L"
        if kind in ("float", "Float"):
            return minus + self.one(DOUBLES[:-2] + ["16777217.0"]) + "f"
        if kind in ("double", "Double"):
            return minus + self.one(DOUBLES)
        if kind in ("boolean", "Boolean"):
            return self.pick("true", "false")
        if kind == "String":
            return quoted(self.one(STRINGS))
        if kind == "List":
            return self.pick("[]", "[1, 2, 3]", "['b', 'a', 'b']", "[3, 1, 2, 1]", "[1, 'a', null, 2.5]", "[[1], [2]]")
        if kind == "Map":
            return self.pick("[:]", "['a': 1, 'b': 2]", "['x': 'y', 'k': null]", "[1: 'one', 2L: 'two']", "['a': ['b': 3]]")
        return self.any()

    def any(self):
        roll = self.rng.random()
        if roll < 0.4:
            return "ctx." + self.one(sorted(CTX))
        if roll < 0.45:
            return "null"
        return self.literal(self.one(PRIMITIVES + ["String"] * 4 + ["List", "Map"]))

    def number(self):
        return self.pick("ctx.i", "ctx.j", "ctx.big", "ctx.d", self.literal(self.one(PRIMITIVES[:-1])))

    def text(self):
        return self.pick("ctx.s", "ctx.u", "ctx.e", "ctx.num", *[quoted(self.one(STRINGS))] * 4)

    def small(self):
        return str(self.rng.randrange(-1, 7))

    # Operators.

    def variables(self):
        kinds = [self.one(PRIMITIVES * 2 + BOXED + ["String", "def", "def", "def", "Object", "List", "Map"]) for _ in range(2)]
        text = "".join(f"{kind} {name} = {self.literal(kind) if kind not in ('def', 'Object') else self.any()}; " for kind, name in zip(kinds, "ab"))
        return text, kinds

    def case_operator(self):
        text, _ = self.variables()
        operator = self.one(ARITHMETIC * 3 + BITWISE + SHIFTS + COMPARISONS + ["&&", "||", "?:"])
        return text, f"a {operator} b"

    def case_literal_operator(self):
        operator = self.one(ARITHMETIC * 3 + BITWISE + SHIFTS + COMPARISONS)
        return "", f"{self.literal(self.one(PRIMITIVES + ['String']))} {operator} {self.literal(self.one(PRIMITIVES + ['String']))}"

    def case_unary(self):
        text, _ = self.variables()
        return text, self.pick("-a", "+a", "~a", "!a", "a++", "++a", "a--", "-(-a)", "(a)", "~-a")

    def case_compound(self):
        text, _ = self.variables()
        operator = self.one(ARITHMETIC + BITWISE + SHIFTS)
        if self.rng.random() < 0.5:
            return text + f"a {operator}= b; ", "a"
        target = self.pick("ctx.i", "ctx.d", "ctx.s", "ctx.big", "ctx.l[0]", "ctx.m.a", "ctx.mix[2]", "ctx.m['a']", "ctx.t")
        return text + f"{target} {operator}= b; ", target

    def case_cast(self):
        text, _ = self.variables()
        kind = self.one(PRIMITIVES + BOXED + ["String", "def", "Object", "Number", "List", "Map", "CharSequence"])
        return text, self.pick(f"({kind})a", f"({kind})ctx.{self.one(sorted(CTX))}", f"a instanceof {self.one(BOXED + ['String', 'List', 'Map', 'Number'])}")

    def case_assign(self):
        kind = self.one(PRIMITIVES + BOXED + ["String", "def", "Object", "Number", "List", "Map", "ArrayList", "HashMap"])
        return f"{kind} a = {self.any()}; ", "a"

    def case_nested(self):
        return "", self.expression(3)

    def expression(self, depth):
        if depth == 0:
            return self.any()
        roll = self.rng.randrange(9)
        if roll < 3:
            return f"({self.expression(depth - 1)} {self.one(ARITHMETIC + ['==', '!=', '<', '>='])} {self.expression(depth - 1)})"
        if roll == 3:
            return f"(ctx.t ? {self.expression(depth - 1)} : {self.expression(depth - 1)})"
        if roll == 4:
            return f"(ctx.n ?: {self.expression(depth - 1)})"
        if roll == 5:
            return f"[{self.expression(depth - 1)}, {self.expression(depth - 1)}].get({self.pick('0', '1')})"
        if roll == 6:
            return f"['k': {self.expression(depth - 1)}].k"
        if roll == 7:
            return f"String.valueOf({self.expression(depth - 1)})"
        return f"({self.expression(depth - 1)} == null ? 0 : 1)"

    # The API.

    def case_string(self):
        text, other = self.text(), self.text()
        call = self.pick(
            "length()", "isEmpty()", "trim()", "toLowerCase()", "toUpperCase()", "hashCode()", "toString()", f"charAt({self.small()})", f"substring({self.small()})",
            f"substring({self.small()}, {self.small()})", f"indexOf({other})", f"indexOf({other}, {self.small()})", f"lastIndexOf({other})",
            f"lastIndexOf({other}, {self.small()})", f"contains({other})", f"startsWith({other})", f"startsWith({other}, {self.small()})", f"endsWith({other})",
            f"equals({other})", f"equalsIgnoreCase({other})", f"compareTo({other})", f"compareToIgnoreCase({other})", f"concat({other})",
            f"replace({other}, {self.text()})", f"codePointAt({self.small()})", f"subSequence({self.small()}, {self.small()})", f"contentEquals({other})",
            f"regionMatches(true, {self.small()}, {other}, {self.small()}, {self.small()})", "chars().sum()", "codePoints().count()",
            f"codePointCount({self.small()}, {self.small()})", f"offsetByCodePoints({self.small()}, {self.small()})", "encodeBase64()", "decodeBase64()", "sha1()", "sha256()")
        return "", f"{text}.{call}"

    def case_split(self):
        token = quoted(self.one([",", ".", "X", "a", "b", " ", "😀"]))
        return f"String[] p = {self.text()}.splitOnToken({token}{self.pick('', '', ', 2', ', -1', ', 0', ', 1')}); ", "Arrays.asList(p)"

    def case_static(self):
        text, number = self.text(), self.number()
        return "", self.pick(
            f"Integer.parseInt({text})", f"Long.parseLong({text})", f"Double.parseDouble({text})", f"Float.parseFloat({text})", f"Boolean.parseBoolean({text})",
            f"Integer.valueOf({text})", f"Integer.parseInt({text}, 16)", f"Integer.toHexString({self.literal('int')})", f"Long.toHexString({self.literal('long')})",
            f"Integer.toBinaryString({self.literal('int')})", f"Integer.toString({self.literal('int')}, {self.pick('2', '8', '36', '1')})", f"Integer.compare({self.literal('int')}, {self.literal('int')})",
            f"Integer.bitCount({self.literal('int')})", f"Integer.reverse({self.literal('int')})", f"Long.numberOfTrailingZeros({self.literal('long')})", f"Integer.highestOneBit({self.literal('int')})",
            f"Double.toString({self.literal('double')})", f"Float.toString({self.literal('float')})", f"Double.compare({self.literal('double')}, {self.literal('double')})",
            f"Double.isNaN({self.literal('double')} / 0.0)", f"Character.isDigit({self.literal('char')})", f"Character.isLetter({self.literal('char')})", f"Character.toUpperCase({self.literal('char')})",
            f"Character.getNumericValue({self.literal('char')})", f"String.valueOf({self.any()})", f"String.join({quoted(self.pick(',', '', '--'))}, {self.pick('ctx.ls', 'ctx.l', '[1, 2]', 'ctx.mix')})",
            f"Objects.equals({self.any()}, {self.any()})", f"Objects.hashCode({self.any()})", f"Objects.toString({self.any()}, 'dflt')", f"Long.valueOf({text})", f"Double.valueOf({text})",
            f"Integer.MAX_VALUE + {self.literal('int')}", f"Long.MIN_VALUE - {self.literal('long')}", f"Double.MAX_VALUE * {number}", f"Integer.decode({text})", f"Integer.signum({self.literal('int')})",
            f"Integer.toUnsignedString({self.literal('int')})", f"Long.parseUnsignedLong({text})", f"Integer.rotateLeft({self.literal('int')}, {self.small()})", f"Integer.parseUnsignedInt({text})")

    def case_number(self):
        return "", f"{self.number()}.{self.pick('intValue()', 'longValue()', 'doubleValue()', 'floatValue()', 'shortValue()', 'byteValue()', 'toString()', 'hashCode()', f'compareTo({self.number()})', f'equals({self.number()})')}"

    def case_math(self):
        name = self.one(["abs", "ceil", "floor", "rint", "round", "sqrt", "signum", "log10", "toRadians", "ulp", "nextUp"])
        two = self.one(["max", "min", "pow", "hypot", "IEEEremainder", "copySign", "atan2"])
        return "", self.pick(f"Math.{name}({self.number()})", f"Math.{two}({self.number()}, {self.number()})")

    def case_format(self):
        spec = self.one(["%s", "%S", "%10s|", "%-10s|", "%.2s", "%d", "%5d|", "%-5d|", "%05d", "%+d", "%,d", "%(d", "%x", "%X", "%#x", "%o", "%08x", "%f", "%.2f", "%10.3f|", "%e", "%.3e", "%g", "%.0f", "%,.2f", "%+.1f",
                         "%b", "%c", "%h", "%n", "%%", "%5%|", "%2$s", "%q", "%", "%-d", "%.2d", "% d", "%a", "%s %s", "%<s", "%1$s %1$s", "%tY", "%-05d", "%+ d", "%,x", "%#s", "%C", "%B", "%010d", "%(.2f", "%5c|"])
        return "", f"String.format({quoted(spec)}, new def[] {{{self.any()}{self.pick('', ', ' + self.any())}}})"

    def case_list(self):
        make = self.pick("ctx.l", "ctx.ls", "ctx.mix", f"new ArrayList({self.literal('List')})", f"new LinkedList({self.literal('List')})", self.literal("List"), "Collections.unmodifiableList(ctx.l)", "ctx.l.subList(0, 2)", "Arrays.asList(new def[] {1, 'z', 2})")
        item, index = self.any(), self.small()
        call = self.pick(
            f"add({item})", f"add({index}, {item})", f"addAll({self.literal('List')})", f"addAll({index}, {self.literal('List')})", f"get({index})", f"set({index}, {item})", f"remove({index})", "clear()", f"contains({item})",
            f"indexOf({item})", f"lastIndexOf({item})", "isEmpty()", "size()", f"subList({index}, {self.small()})", f"removeAll({self.literal('List')})", f"retainAll({self.literal('List')})", f"containsAll({self.literal('List')})",
            "sort(null)", "sort((p, q) -> String.valueOf(p).compareTo(String.valueOf(q)))", "sort(Comparator.reverseOrder())", "replaceAll(y -> y + '!')", "removeIf(y -> y == 1)", "hashCode()", f"equals({self.literal('List')})", "iterator().next()",
            "find(y -> y == 2)", "findAll(y -> y != null)", "any(y -> y == 1)", "every(y -> y != null)", "collect(y -> 'c' + y)", "join('-')", "sum()", "asList()", "split(y -> y == 1)", "groupBy(y -> String.valueOf(y))", f"getByPath('0', 'd')",
            "eachWithIndex((y, k) -> ctx['x' + k] = y)", "findResults(y -> y)", "length", "getLength()", "toArray().length")
        return f"def l = {make}; ctx.c = String.valueOf(l.{call}); ", "l"

    def case_list_void(self):
        call = self.pick("clear()", f"add({self.small()}, {self.any()})", "sort(null)", "sort(Comparator.naturalOrder())", "sort((p, q) -> q.compareTo(p))", "forEach(y -> ctx.q = y)", "replaceAll(y -> y)",)
        return f"def l = {self.pick('ctx.l', 'ctx.ls', 'ctx.mix', self.literal('List'))}; l.{call}; ", "l"

    def case_collections(self):
        prefix = f"def l = new ArrayList({self.pick('ctx.l', 'ctx.ls', '[5, 4, 3, 2, 1]', '[1, 1, 2]', 'ctx.mix', '[]')}); "
        void = self.pick("Collections.sort(l)", "Collections.reverse(l)", f"Collections.rotate(l, {self.small()})", f"Collections.swap(l, {self.small()}, {self.small()})", "Collections.fill(l, 'f')", "Collections.sort(l, Collections.reverseOrder())", "l.add(Collections.emptyList())")
        value = self.pick("l", "Collections.max(l)", "Collections.min(l)", f"Collections.frequency(l, {self.any()})", f"Collections.binarySearch(l, {self.any()})", f"Collections.nCopies({self.small()}, 'n')", "Collections.singletonList(l)", "Collections.unmodifiableList(l)", "Collections.disjoint(l, [1])",
                          "Collections.singleton(1)", "Collections.emptyMap()", "Collections.singletonMap('k', 1)", "Collections.indexOfSubList(l, [2, 1])", "Collections.unmodifiableMap(ctx.m)")
        return prefix + self.pick("", void + "; "), value

    def case_map(self):
        make = self.pick("ctx.m", "ctx.mm", self.literal("Map"), "new HashMap(ctx.m)", "new TreeMap()", "new LinkedHashMap(ctx.m)", "Collections.unmodifiableMap(ctx.m)")
        key, value = self.pick("'a'", "'b'", "'zz'", "'new'", "1", "null", "2L", "'k'"), self.any()
        call = self.pick(
            f"put({key}, {value})", f"get({key})", f"remove({key})", f"containsKey({key})", f"containsValue({value})", f"getOrDefault({key}, {value})", f"putIfAbsent({key}, {value})", "size()", "isEmpty()", "keySet()", "values()", "entrySet()",
            f"putAll({self.literal('Map')})", "clear()", f"replace({key}, {value})", f"replace({key}, {value}, 9)", f"remove({key}, {value})", f"computeIfAbsent({key}, y -> [])", f"computeIfPresent({key}, (y, z) -> null)", f"compute({key}, (y, z) -> z == null ? 1 : null)",
            f"merge({key}, {value}, (y, z) -> y + '+' + z)", "hashCode()", f"equals({self.literal('Map')})", "forEach((y, z) -> ctx.put('f' + y, z))", "replaceAll((y, z) -> 'v')", "keySet().removeIf(y -> y == 'a')", "values().remove(1)", "entrySet().removeIf(y -> y.getValue() == null)",
            "find((y, z) -> z != null)", "findAll((y, z) -> z != null)", "collect((y, z) -> y + '=' + z)", "count((y, z) -> z != null)", "every((y, z) -> y != null)", "groupBy((y, z) -> 'g')", "each((y, z) -> ctx.w = y)", "findResult((y, z) -> z)", "findResults((y, z) -> z)",
            "getByPath('a')", "getByPath('k.v.1')", "getByPath('k.q', 7)", "getByPath('b.c')", "keySet().contains('a')", "values().contains(1)", "keySet().iterator().next()", "entrySet().iterator().next().getKey()")
        return f"def m = {make}; ctx.c = String.valueOf(m.{call}); ", "m"

    def case_set(self):
        make = self.pick("new HashSet()", "new HashSet(ctx.ls)", "new LinkedHashSet(ctx.ls)", "new TreeSet()", "new HashSet(ctx.mix)", "new TreeSet(Comparator.reverseOrder())")
        change = "".join(f"s.{self.pick(f'add({self.any()})', f'remove({self.any()})', 'addAll(ctx.l)', 'removeAll(ctx.ls)', 'retainAll([1, 2])', 'addAll(ctx.ls)')}; " for _ in range(self.rng.randrange(3)))
        value = self.pick("s", "s.size()", f"s.contains({self.any()})", "s.equals(new HashSet(ctx.ls))", "s.hashCode()", "new ArrayList(s)", "s.stream().count()", "s.isEmpty()", "s.join(',')")
        return f"def s = {make}; {change}", value

    def case_deque(self):
        make = self.pick("new LinkedList()", "new ArrayDeque()", "new LinkedList(ctx.l)", "new ArrayDeque(ctx.ls)", "new Stack()")
        calls = [f"push({self.any()})", "pop()", "peek()", f"addFirst({self.any()})", f"addLast({self.any()})", "pollFirst()", "pollLast()", "peekLast()", "removeFirst()", "getLast()", f"offer({self.any()})", "poll()", "element()", f"removeFirstOccurrence({self.any()})"]
        return f"def q = {make}; " + "".join(f"ctx.c{k} = String.valueOf(q.{self.one(calls)}); " if self.rng.random() < 0.5 else f"q.{self.one(calls)}; " for k in range(3)), "q"

    def case_tree(self):
        prefix = "def t = new TreeMap(); t.put('b', 2); t.put('d', 4); t.put('a', 1); "
        key = quoted(self.one(["a", "b", "c", "d", "e", "0"]))
        other = quoted(self.one(["a", "b", "c", "d", "e"]))
        return prefix, "t." + self.pick("firstKey()", "lastKey()", f"headMap({key})", f"tailMap({key})", f"subMap({key}, {other})", f"floorKey({key})", f"ceilingKey({key})", f"higherKey({key})", f"floorEntry({key})", f"headMap({key}, true)", "descendingMap()", "firstEntry()", "pollLastEntry()", "navigableKeySet()", "entrySet()")

    def case_stream(self):
        source = self.pick("ctx.l", "ctx.ls", "[5, 3, 8, 1]", "['x', 'yy', 'zzz']", "ctx.mix", "[]", "[1.5, 2.5]", "ctx.m.values()", "ctx.m.keySet()")
        stages = "".join("." + self.pick("filter(y -> y != null)", "map(y -> y + 1)", "distinct()", "sorted()", "limit(2)", "skip(1)", "map(y -> String.valueOf(y))", "sorted(Comparator.reverseOrder())", "peek(y -> ctx.p = y)", "flatMap(y -> [y, y].stream())", "filter(y -> y instanceof Integer)") for _ in range(self.rng.randrange(3)))
        end = self.pick("collect(Collectors.toList())", "count()", "collect(Collectors.joining('|'))", "collect(Collectors.toSet())", "findFirst()", "anyMatch(y -> y == 1)", "allMatch(y -> y != null)", "noneMatch(y -> y == 3)", "mapToInt(y -> y).sum()", "mapToDouble(y -> y).average()",
                        "reduce((y, z) -> y + z)", "reduce(0, (y, z) -> y + z)", "max(Comparator.naturalOrder())", "min((y, z) -> y.compareTo(z))", "collect(Collectors.groupingBy(y -> y))", "collect(Collectors.toMap(y -> y, y -> 1))", "mapToLong(y -> y).max()", "collect(Collectors.counting())",
                        "collect(Collectors.partitioningBy(y -> y == 1))", "collect(Collectors.groupingBy(y -> String.valueOf(y), Collectors.counting()))", "collect(Collectors.averagingInt(y -> y))", "collect(Collectors.mapping(y -> 'm' + y, Collectors.toList()))", "mapToInt(y -> y).boxed().collect(Collectors.toList())",
                        "collect(Collectors.summingInt(y -> y))", "mapToInt(y -> y).summaryStatistics()", "iterator().hasNext()", "collect(Collectors.joining(',', '<', '>'))", "findFirst().orElse('none')", "collect(Collectors.toMap(y -> y, y -> 1, (p, q) -> p + q))")
        return "", f"{source}.stream(){stages}.{end}"

    def case_ranges(self):
        return "", self.pick(f"IntStream.range({self.small()}, {self.small()}).sum()", f"IntStream.rangeClosed({self.small()}, {self.small()}).boxed().collect(Collectors.toList())", f"IntStream.range(0, 5).map(y -> y * {self.literal('int')}).max()", "LongStream.rangeClosed(1, 20).reduce(1, (p, q) -> p * q)",
                             "IntStream.range(0, 4).mapToObj(y -> 'n' + y).collect(Collectors.joining())", "IntStream.of(new int[] {3, 1}).sorted().boxed().collect(Collectors.toList())", "DoubleStream.of(new double[] {0.1, 0.2, 0.3}).sum()", "IntStream.range(0, 3).average()", "Stream.of(new def[] {1, 2}).count()")

    def case_optional(self):
        make = self.pick("Optional.of(ctx.i)", "Optional.empty()", "Optional.ofNullable(ctx.n)", "Optional.ofNullable(ctx.s)")
        return "", f"{make}.{self.pick('isPresent()', 'get()', 'orElse(9)', 'map(y -> y + 1)', 'filter(y -> y == 5)', 'orElseGet(() -> 7)', 'toString()', 'hashCode()', 'flatMap(y -> Optional.of(y))', 'orElseThrow(() -> new IllegalStateException(String.valueOf(1)))')}"

    def case_builder(self):
        calls = [f"append({self.any()})", f"insert({self.small()}, {self.any()})", "reverse()", f"setLength({self.small()})", f"deleteCharAt({self.small()})", f"replace({self.small()}, {self.small()}, 'R')", f"delete({self.small()}, {self.small()})", f"setCharAt({self.small()}, (char)'q')"]
        return f"def b = new StringBuilder({self.pick('', self.text())}); " + "".join(f"b.{self.one(calls)}; " for _ in range(3)), self.pick("b", "b.toString()", "b.length()", "b.indexOf('a')", "b.charAt(0)", "b.substring(1)")

    def case_regex(self):
        pattern = self.one(["/a/", "/[a-c]+/", "/(\\w)(\\d?)/", "/,/", "/\\s*/", "/(?<n>.)$/", "/^$/", "/A/i", "/x|b/", "/[^,]+/", "/\\p{L}+/", "/./s", "/(a)|(b)/", "/l+/", "/o\\b/"])
        text = self.text()
        return f"Matcher m = {pattern}.matcher({text}); ", self.pick("m.find()", "m.matches()", "m.lookingAt()", "m.find() ? m.group() : 'no'", "m.find() ? m.start() + ':' + m.end() : 'no'", "m.group()", "m.find() ? m.group(1) : 'no'", "m.replaceAll('[$0]')", "m.replaceFirst('<>')", "m.groupCount()", "m.replaceAll('$1')",
                                                                   f"Arrays.asList({pattern}.split({text}))", f"Arrays.asList({pattern}.split({text}, 2))", f"{text} =~ {pattern}", f"{text} ==~ {pattern}", f"{text}.replaceAll({pattern}, y -> y.group().toUpperCase())", f"{text}.replaceFirst({pattern}, y -> '!')",
                                                                   f"{pattern}.splitAsStream({text}).collect(Collectors.toList())", "m.start(5)", "m.reset().find()", f"{pattern}.asPredicate().test({text})", "m.namedGroup('n')", "m.find(1)", "m.find(99)", "m.replaceAll('\\\\')", "m.toString().length() > 0")

    def case_control(self):
        body = self.pick("sum += k", "if (k == 3) { break } sum += k", "if (k % 2 == 0) { continue } sum += k", "sum -= k; sum *= 2", "ctx['k' + k] = sum; sum++")
        loop = self.pick(f"for (int k = 0; k < {self.rng.randrange(8)}; k++) {{ {body} }}", f"int k = 0; while (k < {self.rng.randrange(8)}) {{ sum += k; k += 2 }}", f"int k = 0; do {{ sum += ++k }} while (k < {self.rng.randrange(8)});", f"for (def k : {self.pick('ctx.l', '[1, 2, 3, 4]', 'ctx.mix', 'ctx.ls', 'ctx.m.keySet()')}) {{ {body} }}",
                         f"for (int k : [1, 2, 3]) {{ {body} }}", f"for (k in {self.pick('ctx.l', 'ctx.m.values()', 'new int[] {4, 5}')}) {{ {body} }}")
        return f"{self.pick('int', 'long', 'def', 'double', 'byte')} sum = 0; {loop} ", "sum"

    def case_function(self):
        kind = self.one(["int", "long", "def", "String", "double", "Object", "List", "Integer"])
        body = self.pick("return p", "return p + 1", "return p == null ? null : p", "if (ctx_free(p)) { return p } return p", "def q = p; return q")
        body = body.replace("if (ctx_free(p)) { return p } return p", "if (p != null) { return p } return p")
        return f"{kind} f({self.one(['int', 'def', 'String', 'long', 'Object', 'double'])} p) {{ {body}; }} ", f"f({self.any()})"

    def case_lambda(self):
        name = self.pick("Function", "BiFunction", "Predicate", "Supplier", "UnaryOperator", "IntFunction", "ToIntFunction")
        body = {"Function": "y -> y + 1", "BiFunction": "(y, z) -> y + z", "Predicate": "y -> y == 1", "Supplier": "() -> 5", "UnaryOperator": "y -> y", "IntFunction": "y -> y + 'i'", "ToIntFunction": "y -> y"}[name]
        call = {"Function": f"apply({self.any()})", "BiFunction": f"apply({self.any()}, {self.any()})", "Predicate": f"test({self.any()})", "Supplier": "get()", "UnaryOperator": f"apply({self.any()})", "IntFunction": f"apply({self.small()})", "ToIntFunction": f"applyAsInt({self.any()})"}[name]
        return f"def g({name} h) {{ return h.{call} }} ", f"g({body})"

    def case_reference(self):
        return "", self.pick("ctx.ls.stream().map(String::toUpperCase).collect(Collectors.toList())", "ctx.ls.stream().map(String::length).collect(Collectors.toList())", "ctx.l.stream().map(Integer::toString).collect(Collectors.toList())", "ctx.ls.stream().sorted(String::compareTo).collect(Collectors.toList())",
                             "ctx.l.stream().mapToInt(Integer::intValue).sum()", "ctx.ls.stream().collect(Collectors.toCollection(TreeSet::new))", "ctx.l.stream().reduce(Integer::sum)", "ctx.ls.stream().toArray(String[]::new).length",
                             "ctx.l.stream().map(Math::abs).collect(Collectors.toList())", "ctx.ls.stream().map(ctx.s::concat).collect(Collectors.toList())", "ctx.l.stream().map(Object::toString).collect(Collectors.joining())")

    def case_exception(self):
        thrown = self.pick("throw new IllegalArgumentException('m')", "throw new RuntimeException()", "ctx.n.foo()", "ctx.l.get(9)", "Integer.parseInt('q')", "ctx.i / 0", "def z = ctx.s - 1", "List z = (List)ctx.s", "int z = ctx.s", "[].iterator().next()", "ctx.s.nope()", "ctx.s.substring(9)", "throw new Exception('e')", "new ArrayList().remove(0)", "ctx.m.keySet().add('q')", "new int[2][-1]", "int[] z = new int[1]; z[3] = 1", "ctx.l.sort(Comparator.comparing(y -> null))", "Optional.empty().get()")
        thrown = thrown.replace("ctx.i / 0", "def z = ctx.i / 0").replace("new int[2][-1]", "int[] z = new int[-1]")
        caught = self.pick("Exception", "RuntimeException", "NullPointerException", "IllegalArgumentException", "ArithmeticException", "IndexOutOfBoundsException", "ClassCastException", "NumberFormatException")
        return f"def r = 'none'; try {{ {thrown}; r = 'done' }} catch ({caught} ex) {{ r = 'caught {caught}' }} ", "r"

    def case_uncaught(self):
        statements, _ = self.case_exception()
        return statements[statements.index("{") + 1:statements.index("; r = 'done'")] + "; ", "1"

    def case_access(self):
        path = "ctx" + "".join(self.pick(".", "?.") + self.one(["m", "mm", "a", "k", "v", "s", "l", "n", "mix", "length", "0", "5", "empty"]) for _ in range(self.rng.randrange(1, 5)))
        return "", self.pick(path, f"{path}?.toString()", f"{path} == null", f"ctx['m']['{self.pick('a', 'b', 'q')}']", f"ctx.l[{self.small()}]", f"ctx.mix[{self.small()}]", f"ctx.mm.k.v[{self.small()}]", f"ctx.l['{self.small()}']", "ctx.s[0]", "ctx.i.x", "ctx.mm.k.v.1", "ctx.n[0]")

    def case_store(self):
        target = self.pick("ctx.new", "ctx.m.q", "ctx.mm.k.w", "ctx['a.b']", f"ctx.l[{self.small()}]", "ctx.n.x", "ctx.s.x", "ctx.l.1", "ctx.mm['k']['v'][0]", "ctx.mix.0", "ctx.i.y", "ctx.l['x']")
        return f"{target} = {self.any()}", None

    def case_array(self):
        kind = self.one(["int", "long", "double", "String", "def", "boolean", "char", "byte", "Object", "List"])
        text = f"{kind}[] a = new {kind}[{self.rng.randrange(4)}]; " if self.rng.random() < 0.6 else f"{kind}[] a = new {kind}[] {{{self.literal(kind)}, {self.literal(kind)}}}; "
        if self.rng.random() < 0.6:
            text += f"a[{self.small()}] = {self.pick(self.literal(kind), self.any())}; "
        return text, self.pick("a.length", f"a[{self.small()}]", "a[0] == a[1]", "a == a")

    def case_condition(self):
        parts = [self.pick("ctx.m?.a == 1", "ctx.s != null", "ctx.q == null", "ctx.ls.contains('a')", "ctx.s.startsWith('he')", "ctx.i > 3", "ctx.n?.x != null", "ctx.mm?.k?.v?.size() == 2", "ctx.s ==~ /h.*/", "ctx.containsKey('n')", "['a', 'hello'].contains(ctx.s)", "ctx.t", "ctx.e.isEmpty()", "ctx.mix instanceof List", "ctx.l.stream().anyMatch(y -> y == 2)", f"{self.any()} == {self.any()}", "ctx.s", "ctx.i", "!ctx.f", "ctx.d >= 2.5f", "ctx.remove('a') == null", "ctx.n.x == 1") for _ in range(self.rng.randrange(1, 4))]
        return "", self.pick(" && ", " || ").join(parts)

    # java.time.

    def date(self):
        return f"{self.pick('2024', '2023', '1969', '2000', '1970')}-{self.rng.randrange(1, 13):02}-{self.rng.randrange(1, 29):02}"

    def moment(self):
        zone = self.pick("Z", "+02:00", "-05:30", "+01:00[Europe/Berlin]", "-04:00[America/New_York]", "+09:00")
        return f"ZonedDateTime.parse('{self.date()}T{self.rng.randrange(24):02}:{self.rng.randrange(60):02}:{self.rng.randrange(60):02}{self.pick('', '.5', '.123', '.123456789')}{zone}')"

    def unit(self):
        return "ChronoUnit." + self.one(["NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS", "HALF_DAYS", "DAYS", "WEEKS", "MONTHS", "YEARS", "DECADES", "CENTURIES", "FOREVER"])

    def temporal(self):
        return self.pick(self.moment(), self.moment(), f"{self.moment()}.toInstant()", f"{self.moment()}.toLocalDateTime()", f"LocalDate.parse('{self.date()}')", f"{self.moment()}.toOffsetDateTime()", f"LocalTime.of({self.rng.randrange(24)}, {self.rng.randrange(60)}, {self.rng.randrange(60)})")

    def case_time(self):
        field = "ChronoField." + self.one(["YEAR", "MONTH_OF_YEAR", "DAY_OF_MONTH", "DAY_OF_WEEK", "DAY_OF_YEAR", "HOUR_OF_DAY", "MINUTE_OF_HOUR", "SECOND_OF_DAY", "NANO_OF_SECOND", "MILLI_OF_SECOND", "EPOCH_DAY", "OFFSET_SECONDS", "INSTANT_SECONDS", "AMPM_OF_DAY", "CLOCK_HOUR_OF_AMPM", "YEAR_OF_ERA", "PROLEPTIC_MONTH"])
        adjust = "TemporalAdjusters." + self.pick("firstDayOfMonth()", "lastDayOfMonth()", "firstDayOfNextMonth()", "firstDayOfYear()", "lastDayOfYear()", "next(DayOfWeek.FRIDAY)", "previousOrSame(DayOfWeek.SUNDAY)", f"dayOfWeekInMonth({self.small()}, DayOfWeek.TUESDAY)", "lastInMonth(DayOfWeek.MONDAY)", "nextOrSame(DayOfWeek.SATURDAY)")
        call = self.pick(f"plus({self.rng.randrange(-40, 400)}, {self.unit()})", f"minus({self.rng.randrange(-40, 400)}, {self.unit()})", f"truncatedTo({self.unit()})", f"get({field})", f"getLong({field})", f"with({field}, {self.rng.randrange(0, 40)})", f"with({adjust})", f"plus(Duration.ofMinutes({self.rng.randrange(-3000, 3000)}))", f"plus(Period.of(1, {self.rng.randrange(-20, 20)}, 3))",
                         "getYear()", "getMonthValue()", "getDayOfWeek()", "getDayOfYear()", "getHour()", "toInstant()", "toLocalDate()", "toEpochSecond()", "toString()", "hashCode() == 0", f"isSupported({field})", f"until({self.temporal()}, {self.unit()})", "getOffset()", "getZone()", f"withDayOfMonth({self.rng.randrange(33)})", f"withYear({self.rng.randrange(2030)})", f"withHour({self.rng.randrange(26)})",
                         f"plusMonths({self.rng.randrange(-30, 30)})", f"isBefore({self.temporal()})", f"compareTo({self.temporal()})", f"equals({self.temporal()})", f"withZoneSameInstant(ZoneId.of({self.pick(quoted('Asia/Tokyo'), quoted('UTC'), quoted('America/Sao_Paulo'))}))", "lengthOfMonth()", "isLeapYear()", "toEpochMilli()", "getNano()", "toLocalTime()", f"minusHours({self.rng.randrange(50)})")
        return "", f"{self.temporal()}.{call}"

    def case_between(self):
        return "", self.pick(f"{self.unit()}.between({self.temporal()}, {self.temporal()})", f"Duration.between({self.temporal()}, {self.temporal()})", f"Period.between(LocalDate.parse('{self.date()}'), LocalDate.parse('{self.date()}'))", f"LocalDate.parse('{self.date()}').until(LocalDate.parse('{self.date()}'))")

    def case_duration(self):
        make = self.pick(f"Duration.ofSeconds({self.rng.randrange(-100000, 100000)})", f"Duration.ofMillis({self.rng.randrange(-10**7, 10**7)}L)", f"Duration.parse('{self.pick('PT1H', 'P1DT2H3.5S', '-PT5M', 'PT', 'P1Y', 'pt1m')}')", "Duration.ZERO")
        return "", f"{make}.{self.pick('toString()', 'getSeconds()', 'toMillis()', 'toMinutes()', 'toHours()', 'toDays()', 'getNano()', 'negated()', 'abs()', 'isNegative()', f'multipliedBy({self.small()})', f'dividedBy({self.small()})', f'plus({self.small()}, {self.unit()})', 'plusMillis(1)', 'compareTo(Duration.ofHours(1))', 'hashCode()')}"

    def case_parse(self):
        text = self.pick("2024-01-31T10:15:30Z", "2024-01-31T10:15:30+01:00", "2024-01-31T10:15:30", "2024-01-31", "10:15", "2024-02-30", "x", "", "2024-01-31T10:15:30.123Z", "31/Jan/2024:10:15:30 +0100", "Jan 31, 2024", "2024-01-31 10:15:30", "20240131", "2024-13-01", "2024-01-31T25:00:00Z")
        pattern = self.pick("yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssXXX", "dd/MMM/yyyy:HH:mm:ss Z", "MMM d, yyyy", "yyyy-MM-dd HH:mm:ss", "yyyyMMdd", "HH:mm", "uuuu-MM-dd[ HH:mm:ss]", "yyyy-MM-dd'T'HH:mm:ss.SSSX")
        kind = self.pick("ZonedDateTime", "Instant", "LocalDate", "LocalDateTime", "OffsetDateTime", "LocalTime")
        if kind == "Instant" or self.rng.random() < 0.4:
            return "", f"{kind}.parse({quoted(text)})"
        return "", f"{kind}.parse({quoted(text)}, DateTimeFormatter.ofPattern({quoted(pattern)}))"

    def case_print(self):
        pattern = self.one(["yyyy-MM-dd", "yy/M/d", "EEE, d MMM yyyy", "EEEE MMMM", "HH:mm:ss.SSS", "hh:mm a", "DDD", "X", "XXX", "Z", "VV", "z", "O", "e", "Q", "u", "uuuu'T'", "''", "n", "A", "YYYY-'W'ww", "G", "S", "SSSSSS", "k K h H", "xx", "ppH"])
        return "", f"{self.temporal()}.format(DateTimeFormatter.ofPattern({quoted(pattern)}))"

    def case_field_misc(self):
        return "", self.pick("DayOfWeek.of(%s)" % self.small(), "Month.of(%s)" % self.small(), f"DayOfWeek.MONDAY.plus({self.small()})", "Month.JANUARY.minus(3)", f"DayOfWeek.from({self.temporal()})", f"Month.from({self.temporal()})", f"LocalDate.from({self.temporal()})", f"LocalTime.from({self.temporal()})", f"Instant.from({self.temporal()})",
                             f"ZonedDateTime.from({self.temporal()})", f"OffsetDateTime.from({self.temporal()})", f"ZoneId.from({self.temporal()})", "ZoneOffset.ofHours(%s)" % self.small(), f"ZoneId.of({quoted(self.pick('Z', 'UTC+1', 'GMT', 'Europe/London', 'X', '+01:00', '+1', 'EST', 'utc', '+25:00'))})", f"Instant.ofEpochMilli({self.rng.randrange(-10**12, 10**13)}L)",
                             f"Instant.ofEpochSecond({self.rng.randrange(10**10)}L, {self.rng.randrange(-10**10, 10**10)}L)", f"LocalDate.of({self.rng.randrange(2030)}, {self.rng.randrange(14)}, {self.rng.randrange(33)})", f"LocalDateTime.of(2024, 2, {self.rng.randrange(31)}, {self.rng.randrange(25)}, 0)", f"LocalDate.ofEpochDay({self.rng.randrange(-10**5, 10**5)})")


KINDS = {name[len("case_"):] for name in dir(Generator) if name.startswith("case_")}
