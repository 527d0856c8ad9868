using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using CseScreening;

/// <summary>Answers the vectors of a folder, compares each, and prints their count and one hash.</summary>
internal sealed class Vectors
{
    private sealed class Loaded
    {
        internal RulesHandle Rules;
        internal string Status;
        internal byte[] About;
    }

    private readonly Dictionary<string, Loaded> sets = new Dictionary<string, Loaded>();

    private static byte[] Utf8(string text) { return Encoding.UTF8.GetBytes(text); }

    /// <summary>Only a line feed ends a line.</summary>
    private static IEnumerable<string> Lines(string file)
    {
        return new UTF8Encoding(false).GetString(File.ReadAllBytes(file)).Split('\n').Where(line => line.Length > 0);
    }

    /// <summary>A line: an object whose values are all text.</summary>
    private static Dictionary<string, string> Fields(string line)
    {
        var fields = new Dictionary<string, string>();
        var at = 1;
        while (line[at] != '}')
        {
            at += line[at] == ',' ? 2 : 1;
            var name = Text(line, ref at);
            at += 2;
            fields[name] = Text(line, ref at);
        }
        return fields;
    }

    /// <summary>The text that begins here; then leads behind its end.</summary>
    private static string Text(string line, ref int at)
    {
        var text = new StringBuilder();
        for (var letter = line[at++]; letter != '"'; letter = line[at++])
        {
            if (letter != '\\')
            {
                text.Append(letter);
                continue;
            }
            var code = line[at++];
            var known = "bfnrt".IndexOf(code);
            if (code == 'u')
            {
                text.Append((char)int.Parse(line.Substring(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 4;
            }
            else
            {
                text.Append(known < 0 ? code : "\b\f\n\r\t"[known]);
            }
        }
        return text.ToString();
    }

    private void Load(string file)
    {
        var lines = Lines(file).Select(Fields).ToList();
        foreach (var set in lines.GroupBy(line => line["set"]))
        {
            using (var gathered = Native.cse_files_new())
            {
                foreach (var one in set)
                {
                    var name = Utf8(one["name"]);
                    var content = Utf8(one["content"]);
                    Native.cse_files_add(gathered, name, (uint)name.Length, content, (uint)content.Length);
                }
                Keep(set.Key, Native.cse_files_load(gathered), null);
            }
        }
        var builtIn = Native.cse_rules_built_in();
        Keep("coventry", Native.cse_about(builtIn), builtIn);
    }

    private void Keep(string set, AnswerHandle answer, RulesHandle rules)
    {
        using (answer)
        {
            sets[set] = new Loaded
            {
                Rules = rules ?? Native.cse_answer_rules(answer),
                Status = Native.Status(answer),
                About = Native.All(answer),
            };
        }
    }

    private static KeyValuePair<string, byte[]> Read(AnswerHandle answer)
    {
        using (answer)
        {
            return new KeyValuePair<string, byte[]>(Native.Status(answer), Native.All(answer));
        }
    }

    private KeyValuePair<string, byte[]> Answered(Dictionary<string, string> vector)
    {
        Func<string, string> field = name => vector.TryGetValue(name, out var value) ? value : "";
        var input = Utf8(field("input"));
        var id = Utf8(field("id"));
        var work = field("work") == "" ? 0 : ulong.Parse(field("work"), CultureInfo.InvariantCulture);
        sets.TryGetValue(field("rules"), out var set);
        sets.TryGetValue(field("by"), out var other);
        var rules = set?.Rules;
        var by = other?.Rules;
        uint length = (uint)input.Length;
        using (var none = Native.cse_cancel_new())
        {
            switch (vector["call"])
            {
                case "rules": return new KeyValuePair<string, byte[]>(set.Status, set.About);
                case "document": return Read(Native.cse_document(rules));
                case "form": return Read(Native.cse_form(rules));
                case "schema": return Read(Native.cse_schema(id, (uint)id.Length));
                case "screen": return Read(Native.cse_screen(rules, input, length));
                case "screen_lines": return Read(Native.cse_screen_lines(rules, input, length));
                case "category": return Read(Native.cse_category(rules, input, length));
                case "identity": return Read(Native.cse_identity(input, length));
                case "verify": return Read(Native.cse_verify(rules, input, length));
                case "why_not": return Read(Native.cse_why_not(rules, input, length, id, (uint)id.Length, work, none));
                case "next_category": return Read(Native.cse_next_category(rules, input, length, work, none));
                case "check": return Read(Native.cse_check(rules, work, none));
                case "compare": return Read(Native.cse_compare(by, rules, work, none));
                case "verify_screened":
                    var screened = Read(Native.cse_screen(by, input, length));
                    if (screened.Key != "ok")
                    {
                        return screened;
                    }
                    var record = Encoding.UTF8.GetString(screened.Value);
                    var find = field("find");
                    var found = find == "" ? -1 : record.IndexOf(find, StringComparison.Ordinal);
                    if (found >= 0)
                    {
                        record = record.Substring(0, found) + field("replace") + record.Substring(found + find.Length);
                    }
                    var changed = Utf8(record);
                    return Read(Native.cse_verify(rules, changed, (uint)changed.Length));
                default: throw new InvalidOperationException("no such call: " + vector["call"]);
            }
        }
    }

    private static string Hex(byte[] bytes)
    {
        return string.Concat(bytes.Select(one => one.ToString("x2")));
    }

    internal int Answer(string folder)
    {
        Load(Path.Combine(folder, "sets.jsonl"));
        var count = 0;
        using (var one = SHA256.Create())
        using (var total = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            foreach (var name in new[] { "screen.jsonl", "verify.jsonl", "refuse.jsonl", "explain.jsonl" })
            {
                foreach (var line in Lines(Path.Combine(folder, name)))
                {
                    count++;
                    var vector = Fields(line);
                    var answer = Answered(vector);
                    var same = vector.TryGetValue("sha256", out var sha256)
                        ? Hex(one.ComputeHash(answer.Value)) == sha256
                        : Encoding.UTF8.GetString(answer.Value) == (vector.TryGetValue("answer", out var whole) ? whole : "");
                    if (answer.Key != vector["status"] || !same)
                    {
                        Console.Error.WriteLine(name + ", vector " + count + " of all (" + vector["call"] + "): another answer");
                        return 1;
                    }
                    total.AppendData(Utf8(answer.Key + "\n"));
                    total.AppendData(answer.Value);
                    total.AppendData(new[] { (byte)'\n' });
                }
            }
            Console.WriteLine(count + " " + Hex(total.GetHashAndReset()));
        }
        return 0;
    }
}
