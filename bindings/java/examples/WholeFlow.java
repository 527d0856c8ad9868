import cse.screening.Rules;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** Screen, store, verify years later, and the same under an area's own rules. */
public final class WholeFlow {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        byte[] record;
        byte[] document;
        // Screen, and store the record as it is, with the rules that made it.
        try (Rules rules = Rules.builtIn()) {
            byte[] request = utf8("{\"reference\": \"ours\", \"child\": {\"age\": 12}, \"screening\": {\"indicators\": [\"rape\"]}}");
            System.out.println(rules.category(request));
            record = rules.screen(request);
            document = rules.document();
        }

        // Years later: which rules made it, and that it still comes out so.
        System.out.println(Rules.identity(record));
        try (Rules kept = Rules.load(Collections.singletonMap("", document))) {
            System.out.println(kept.verify(record));
        }

        // An area's own rules: refused with every fault, or loaded; then checked, once, and not for each child.
        byte[] manifest =
                utf8(
                        "{\"extends\": {\"id\": \"coventry\", \"version\": \"2.0.0\"}, \"manifest\": {\"id\": \"elsewhere\","
                                + " \"version\": \"1.0.0\", \"title\": \"Elsewhere\", \"settings\": {\"change\":"
                                + " [{\"id\": \"several-category-1\", \"value\": 2}]}}}");
        try (Rules local = Rules.load(Collections.singletonMap("manifest.json", manifest))) {
            if (!local.check(0, null).contains("\"holds\":true")) {
                throw new IllegalStateException("the rules are not fit for use");
            }
            byte[] request =
                    utf8("{\"child\": {\"age\": 15}, \"screening\": {\"indicators\": [\"poor-self-image\", \"eating-disorder\"]}}");
            System.out.println(local.category(request));
        }
    }
}
