import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.grok.Grok;
import org.elasticsearch.grok.GrokBuiltinPatterns;

/**
 * The grok library of Elasticsearch as a filter. A line in: "v1" or "disabled", an expression and a text in Base64, separated by tabs. A line out: the
 * captures as JSON in their order; null where it does not match; {"error": …} where the library throws; "slow" where it took a second.
 * "patterns" and a set's name alone: every name of the set, a line each, and an empty line.
 */
public class GrokOracle {
    private static final Map<String, Object> compiled = new HashMap<>();
    // The library wants someone who looks after matches that run on: here each registers itself and is interrupted by one thread.
    private static final Map<org.joni.Matcher, Long> running = new java.util.concurrent.ConcurrentHashMap<>();

    private static final org.elasticsearch.grok.MatcherWatchdog watchdog = new org.elasticsearch.grok.MatcherWatchdog() {
        public void register(org.joni.Matcher matcher) {
            running.put(matcher, System.currentTimeMillis());
        }
        public long maxExecutionTimeInMillis() {
            return 1000;
        }
        public void unregister(org.joni.Matcher matcher) {
            running.remove(matcher);
        }
    };

    public static void main(String[] arguments) throws Exception {
        Thread interrupter = new Thread(GrokOracle::interruptSlowOnes);
        interrupter.setDaemon(true);
        interrupter.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", -1);
            if (parts[0].equals("patterns")) {
                for (String name : GrokBuiltinPatterns.get(parts[1]).bank().keySet()) {
                    out.write(name + "\n");
                }
                out.write("\n");
            } else {
                out.write(answer(parts[0], decode(parts[1]), decode(parts[2])) + "\n");
            }
            if (!in.ready()) {
                out.flush();
            }
        }
        out.flush();
    }

    private static void interruptSlowOnes() {
        try {
            while (true) {
                Thread.sleep(100);
                long latest = System.currentTimeMillis() - 1000;
                running.forEach((matcher, since) -> {
                    if (since < latest) {
                        matcher.interrupt();
                    }
                });
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String answer(String mode, String expression, String text) {
        Object grok = compiled.computeIfAbsent(mode + " " + expression, key -> compile(mode, expression));
        if (grok instanceof String) {
            return (String) grok;
        }
        try {
            Map<String, Object> captures = ((Grok) grok).captures(text);
            return json(captures);
        } catch (Exception e) {
            return String.valueOf(e.getMessage()).contains("interrupted") ? "\"slow\"" : error(e);
        }
    }

    private static Object compile(String mode, String expression) {
        try {
            return new Grok(GrokBuiltinPatterns.get(mode), expression, watchdog, warning -> {});
        } catch (Exception e) {
            return error(e);
        }
    }

    private static String error(Throwable e) {
        return "{\"error\":" + json(e.getClass().getSimpleName() + ": " + e.getMessage()) + "}";
    }

    private static String json(Object value) {
        if (value instanceof Map) {
            StringBuilder out = new StringBuilder("{");
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                out.append(out.length() > 1 ? "," : "").append(json(member.getKey())).append(":").append(json(member.getValue()));
            }
            return out.append("}").toString();
        }
        if (value instanceof List) {
            StringBuilder out = new StringBuilder("[");
            for (Object item : (List<?>) value) {
                out.append(out.length() > 1 ? "," : "").append(json(item));
            }
            return out.append("]").toString();
        }
        if (!(value instanceof String)) {
            return String.valueOf(value);
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : ((String) value).toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
