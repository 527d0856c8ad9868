using System;
using System.Collections.Generic;
using System.Text;
using CseScreening;

/// <summary>Screen, store, verify years later, and the same under an area's own rules.</summary>
internal static class WholeFlow
{
    private static byte[] Utf8(string text)
    {
        return Encoding.UTF8.GetBytes(text);
    }

    private static Dictionary<string, byte[]> File(string name, byte[] content)
    {
        return new Dictionary<string, byte[]> { { name, content } };
    }

    private static void Main()
    {
        byte[] record, document;
        // Screen, and store the record as it is, with the rules that made it.
        using (var rules = Rules.BuiltIn())
        {
            var request = Utf8("{\"reference\": \"ours\", \"child\": {\"age\": 12}, \"screening\": {\"indicators\": [\"rape\"]}}");
            Console.WriteLine(rules.Category(request));
            record = rules.Screen(request);
            document = rules.Document();
        }

        // Years later: which rules made it, and that it still comes out so.
        Console.WriteLine(Rules.Identity(record));
        using (var kept = Rules.Load(File("", document)))
        {
            Console.WriteLine(kept.Verify(record));
        }

        // An area's own rules: refused with every fault, or loaded; then checked, once, and not for each child.
        var manifest = Utf8("{\"extends\": {\"id\": \"coventry\", \"version\": \"2.0.0\"}, \"manifest\": {\"id\": \"elsewhere\","
            + " \"version\": \"1.0.0\", \"title\": \"Elsewhere\", \"settings\": {\"change\":"
            + " [{\"id\": \"several-category-1\", \"value\": 2}]}}}");
        using (var local = Rules.Load(File("manifest.json", manifest)))
        {
            if (!local.Check().Contains("\"holds\":true"))
            {
                throw new InvalidOperationException("the rules are not fit for use");
            }
            Console.WriteLine(local.Category(
                Utf8("{\"child\": {\"age\": 15}, \"screening\": {\"indicators\": [\"poor-self-image\", \"eating-disorder\"]}}")));
        }
    }
}
