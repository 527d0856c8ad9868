package cse.screening;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What somebody who writes Java relies on. */
class RulesTest {
    private static final String SECRET = "Elm-Street-4711";
    private static final byte[] REQUEST =
            bytes("{\"child\": {\"age\": 12}, \"screening\": {\"indicators\": [\"poor-self-image\"]}}");
    private static final byte[] OLDER =
            bytes("{\"child\": {\"age\": 14}, \"screening\": {\"indicators\": [\"poor-self-image\"]}}");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> extending(String base, String version, String id, String more) {
        String manifest =
                "{\"extends\": {\"id\": \"" + base + "\", \"version\": \"" + version + "\"}, \"manifest\": {\"id\": \""
                        + id + "\", \"version\": \"1.0.0\", \"title\": \"Elsewhere\"" + more + "}}";
        return Collections.singletonMap("manifest.json", bytes(manifest));
    }

    private static Rules local() {
        String two = ", \"settings\": {\"change\": [{\"id\": \"several-category-1\", \"value\": 2}]}";
        return Rules.load(extending("coventry", "2.0.0", "elsewhere", two));
    }

    @Test
    void aChildUnderThirteenIsNeverInCategory1() {
        try (Rules rules = Rules.builtIn()) {
            String record = text(rules.screen(REQUEST));
            assertTrue(record.contains("\"category\":2"), record);
            assertTrue(record.contains("\"rule\":\"under-13\""), record);
            assertTrue(rules.category(REQUEST).contains("\"category\":2"));
        }
    }

    @Test
    void aRecordIsStoredAndVerifiedLater() throws Exception {
        byte[] stored;
        byte[] document;
        try (Rules rules = Rules.builtIn()) {
            stored = rules.screen(REQUEST);
            document = rules.document();
        }
        StringBuilder sha256 = new StringBuilder();
        for (byte one : MessageDigest.getInstance("SHA-256").digest(document)) {
            sha256.append(String.format("%02x", one));
        }
        assertTrue(Rules.identity(stored).contains(sha256));
        try (Rules again = Rules.load(Collections.singletonMap("", document))) {
            assertTrue(again.verify(stored).contains("\"sha256\":\""));
            byte[] edited = bytes(text(stored).replace("\"category\":2", "\"category\":null"));
            NotVerifiedException error = assertThrows(NotVerifiedException.class, () -> again.verify(edited));
            assertTrue(error.detail().contains("\"place\":\"category\""), error.detail());
        }
    }

    @Test
    void localRulesAreLoadedCheckedAndCompared() {
        try (Rules rules = Rules.builtIn();
                Rules local = local()) {
            assertTrue(local.about().contains("\"id\":\"elsewhere\""));
            assertTrue(local.check(0, null).contains("\"holds\":true"));
            assertTrue(rules.compare(local, 0, null).contains("\"same_outcomes\":false"));
            byte[] record = rules.screen(REQUEST);
            NotVerifiedException error = assertThrows(NotVerifiedException.class, () -> local.verify(record));
            assertTrue(error.detail().contains("other_rules"));
            Map<String, byte[]> further = extending("elsewhere", "1.0.0", "further", "");
            RulesRefusedException refused = assertThrows(RulesRefusedException.class, () -> Rules.load(further));
            assertTrue(refused.detail().contains("\"file\":\"manifest.json\""), refused.detail());
            try (Rules loaded = Rules.load(further, Collections.singleton(local))) {
                assertTrue(loaded.about().contains("\"id\":\"further\""));
            }
        }
    }

    @Test
    void aRowIsExplained() {
        try (Rules rules = Rules.builtIn()) {
            assertTrue(rules.whyNot(REQUEST, "under-13", 0, null).startsWith("{\"applied\":true"));
            assertTrue(rules.whyNot(OLDER, "under-13", 0, null).contains("age: 12 or younger (now 14)"));
            assertTrue(rules.nextCategory(OLDER, 0, null).startsWith("{\"category\":2"));
            MisuseException error =
                    assertThrows(MisuseException.class, () -> rules.whyNot(OLDER, "under-14", 0, null));
            assertTrue(error.detail().contains("\"nearest\":\"under-13\""));
        }
    }

    @Test
    @SuppressWarnings("try")
    void workRunsOutAndACallIsCalledOff() throws Exception {
        try (Rules rules = Rules.builtIn();
                Cancel cancel = new Cancel()) {
            assertTrue(rules.check(1, null).contains("\"cut_short\":\"out-of-work\""));
            Thread other = new Thread(cancel::cancel);
            other.start();
            assertThrows(
                    CalledOffException.class,
                    () -> {
                        while (true) {
                            rules.check(0, cancel);
                        }
                    });
            other.join();
            cancel.close();
            cancel.cancel();
            assertThrows(MisuseException.class, () -> rules.check(0, cancel));
        }
    }

    @Test
    void linesComeOutAsTheyWentIn() {
        try (Rules rules = Rules.builtIn()) {
            String[] lines = text(rules.screenLines(bytes(text(REQUEST) + "\n\n{}\n"))).split("\n");
            assertEquals(text(rules.screen(REQUEST)), lines[0]);
            assertTrue(lines[1].startsWith("{\"line\":3,"));
            assertEquals(0, rules.screenLines(new byte[0]).length);
        }
    }

    @Test
    void formsAndSchemas() {
        try (Rules rules = Rules.builtIn()) {
            assertTrue(rules.form().contains("x-uischema"));
        }
        assertTrue(Rules.schema("record.json").contains("json-schema.org"));
        assertThrows(MisuseException.class, () -> Rules.schema("records.json"));
    }

    @Test
    void nothingThatIsPrintedTellsAnythingOfAChild() throws Exception {
        byte[] sent = bytes("{\"child\": {\"case\": \"" + SECRET + "\"}, \"screening\": {}}");
        try (Rules rules = Rules.builtIn()) {
            RefusedException error = assertThrows(RefusedException.class, () -> rules.screen(sent));
            assertTrue(error.detail().contains(SECRET));
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            ByteArrayOutputStream serialised = new ByteArrayOutputStream();
            new ObjectOutputStream(serialised).writeObject(error);
            String printed = error.getMessage() + error + trace + serialised.toString("ISO-8859-1");
            assertFalse(printed.contains(SECRET), printed);
            assertTrue(printed.contains("unknown case"), printed);
        }
    }

    @Test
    void rulesThatWereClosedAreNotUsed() {
        Rules rules = Rules.builtIn();
        rules.close();
        rules.close();
        assertThrows(MisuseException.class, () -> rules.screen(REQUEST));
    }

    @Test
    void threadsShareRulesAndOneMayCloseThem() throws Exception {
        try (Rules shared = Rules.builtIn()) {
            byte[] expected = shared.screen(REQUEST);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Callable<Void>> calls = new ArrayList<>();
            for (int at = 0; at < 200; at++) {
                calls.add(
                        () -> {
                            assertArrayEquals(expected, shared.screen(REQUEST));
                            return null;
                        });
            }
            for (Future<Void> done : threads.invokeAll(calls)) {
                done.get();
            }
            for (int turn = 0; turn < 50; turn++) {
                Rules closed = Rules.builtIn();
                Future<?> screens =
                        threads.submit(
                                () -> {
                                    try {
                                        closed.screen(REQUEST);
                                    } catch (MisuseException error) {
                                        assertEquals("these rules were closed", error.getMessage());
                                    }
                                });
                closed.close();
                screens.get();
            }
            threads.shutdown();
        }
    }
}
