package cse.screening;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers the vectors of a folder, compares each, and prints their count and one hash. */
final class Vectors {
    private static final class Loaded {
        Pointer rules;
        String status;
        byte[] about;
    }

    private static final class Answer {
        final String status;
        final byte[] bytes;

        Answer(Pointer answer) {
            status = Native.status(answer);
            bytes = Native.all(answer);
            Native.cse_answer_free(answer);
        }

        Answer(Loaded loaded) {
            status = loaded.status;
            bytes = loaded.about;
        }
    }

    private final Map<String, Loaded> sets = new HashMap<>();

    /** A line: an object whose values are all text. */
    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        int[] at = {1};
        while (line.charAt(at[0]) != '}') {
            at[0] += line.charAt(at[0]) == ',' ? 2 : 1;
            String name = text(line, at);
            at[0] += 2;
            fields.put(name, text(line, at));
        }
        return fields;
    }

    /** The text that begins here; then leads behind its end. */
    private static String text(String line, int[] at) {
        StringBuilder text = new StringBuilder();
        for (char c = line.charAt(at[0]++); c != '"'; c = line.charAt(at[0]++)) {
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char code = line.charAt(at[0]++);
            int known = "bfnrt".indexOf(code);
            if (code == 'u') {
                text.append((char) Integer.parseInt(line.substring(at[0], at[0] + 4), 16));
                at[0] += 4;
            } else {
                text.append(known < 0 ? code : "\b\f\n\r\t".charAt(known));
            }
        }
        return text.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void load(List<String> lines) {
        Map<String, Map<String, byte[]>> files = new LinkedHashMap<>();
        for (String line : lines) {
            Map<String, String> file = fields(line);
            files.computeIfAbsent(file.get("set"), set -> new LinkedHashMap<>())
                    .put(file.get("name"), utf8(file.get("content")));
        }
        files.forEach(
                (set, named) -> {
                    Pointer gathered = Native.cse_files_new();
                    named.forEach(
                            (name, content) ->
                                    Native.cse_files_add(
                                            gathered, utf8(name), utf8(name).length, content, content.length));
                    keep(set, Native.cse_files_load(gathered), null);
                    Native.cse_files_free(gathered);
                });
        Pointer builtIn = Native.cse_rules_built_in();
        keep("coventry", Native.cse_about(builtIn), builtIn);
    }

    private void keep(String set, Pointer answer, Pointer rules) {
        Loaded loaded = new Loaded();
        loaded.status = Native.status(answer);
        loaded.about = Native.all(answer);
        loaded.rules = rules == null ? Native.cse_answer_rules(answer) : rules;
        Native.cse_answer_free(answer);
        sets.put(set, loaded);
    }

    private Answer answered(Map<String, String> vector) {
        String call = vector.get("call");
        byte[] input = utf8(vector.getOrDefault("input", ""));
        byte[] id = utf8(vector.getOrDefault("id", ""));
        long work = Long.parseLong(vector.getOrDefault("work", "0"));
        Loaded none = new Loaded();
        Loaded set = sets.getOrDefault(vector.get("rules"), none);
        Pointer rules = set.rules;
        Pointer by = sets.getOrDefault(vector.get("by"), none).rules;
        switch (call) {
            case "rules":
                return new Answer(set);
            case "document":
                return new Answer(Native.cse_document(rules));
            case "form":
                return new Answer(Native.cse_form(rules));
            case "schema":
                return new Answer(Native.cse_schema(id, id.length));
            case "screen":
                return new Answer(Native.cse_screen(rules, input, input.length));
            case "screen_lines":
                return new Answer(Native.cse_screen_lines(rules, input, input.length));
            case "category":
                return new Answer(Native.cse_category(rules, input, input.length));
            case "identity":
                return new Answer(Native.cse_identity(input, input.length));
            case "verify":
                return new Answer(Native.cse_verify(rules, input, input.length));
            case "why_not":
                return new Answer(Native.cse_why_not(rules, input, input.length, id, id.length, work, null));
            case "next_category":
                return new Answer(Native.cse_next_category(rules, input, input.length, work, null));
            case "check":
                return new Answer(Native.cse_check(rules, work, null));
            case "compare":
                return new Answer(Native.cse_compare(by, rules, work, null));
            case "verify_screened":
                Answer screened = new Answer(Native.cse_screen(by, input, input.length));
                if (!screened.status.equals("ok")) {
                    return screened;
                }
                String record = new String(screened.bytes, StandardCharsets.UTF_8);
                String find = vector.getOrDefault("find", "");
                int found = find.isEmpty() ? -1 : record.indexOf(find);
                if (found >= 0) {
                    record =
                            record.substring(0, found)
                                    + vector.getOrDefault("replace", "")
                                    + record.substring(found + find.length());
                }
                byte[] changed = utf8(record);
                return new Answer(Native.cse_verify(rules, changed, changed.length));
            default:
                throw new IllegalArgumentException("no such call: " + call);
        }
    }

    /** Only a line feed ends a line. */
    private static List<String> lines(Path file) throws IOException {
        return Arrays.asList(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n"));
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte one : bytes) {
            hex.append(String.format("%02x", one));
        }
        return hex.toString();
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Paths.get(arguments[0]);
        Vectors vectors = new Vectors();
        vectors.load(lines(folder.resolve("sets.jsonl")));
        MessageDigest total = MessageDigest.getInstance("SHA-256");
        MessageDigest one = MessageDigest.getInstance("SHA-256");
        int count = 0;
        for (String name : new String[] {"screen.jsonl", "verify.jsonl", "refuse.jsonl", "explain.jsonl"}) {
            for (String line : lines(folder.resolve(name))) {
                count++;
                Map<String, String> vector = fields(line);
                Answer answer = vectors.answered(vector);
                String sha256 = vector.get("sha256");
                boolean same =
                        sha256 == null
                                ? new String(answer.bytes, StandardCharsets.UTF_8).equals(vector.getOrDefault("answer", ""))
                                : hex(one.digest(answer.bytes)).equals(sha256);
                if (!answer.status.equals(vector.get("status")) || !same) {
                    System.err.println(name + ", vector " + count + " of all (" + vector.get("call") + "): another answer");
                    System.exit(1);
                }
                total.update(utf8(answer.status + "\n"));
                total.update(answer.bytes);
                total.update((byte) '\n');
            }
        }
        System.out.println(count + " " + hex(total.digest()));
    }
}
