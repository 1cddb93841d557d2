import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.elasticsearch.dissect.DissectParser;

/**
 * The dissect library of Elasticsearch as a filter. A line in: the separator of appended values, a pattern and a text, each in Base64, separated by tabs.
 * A line out: the fields as JSON; {"error": …} where the library throws.
 */
public class DissectOracle {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", -1);
            out.write(answer(decode(parts[0]), decode(parts[1]), decode(parts[2])) + "\n");
        }
        out.flush();
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String answer(String separator, String pattern, String text) {
        StringBuilder out = new StringBuilder("{");
        try {
            for (Map.Entry<String, String> field : new DissectParser(pattern, separator).forceParse(text).entrySet()) {
                out.append(out.length() > 1 ? "," : "").append(json(field.getKey())).append(":").append(json(field.getValue()));
            }
        } catch (Exception e) {
            return "{\"error\":" + json(e.getMessage()) + "}";
        }
        return out.append("}").toString();
    }

    private static String json(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : String.valueOf(value).toCharArray()) {
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
