using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CseScreening;

/// <summary>What somebody who writes for .NET relies on. Each public method is a test.</summary>
internal sealed class Tests
{
    private const string Secret = "Elm-Street-4711";
    private static readonly byte[] Request = Utf8("{\"child\": {\"age\": 12}, \"screening\": {\"indicators\": [\"poor-self-image\"]}}");
    private static readonly byte[] Older = Utf8("{\"child\": {\"age\": 14}, \"screening\": {\"indicators\": [\"poor-self-image\"]}}");

    private static byte[] Utf8(string text) { return Encoding.UTF8.GetBytes(text); }
    private static string Text(byte[] bytes) { return Encoding.UTF8.GetString(bytes); }

    private static void Holds(bool holds, string said = "")
    {
        if (!holds)
        {
            throw new InvalidOperationException("does not hold: " + said);
        }
    }

    private static E Throws<E>(Action call) where E : Exception
    {
        try
        {
            call();
        }
        catch (E error)
        {
            return error;
        }
        throw new InvalidOperationException("nothing was thrown");
    }

    private static Dictionary<string, byte[]> Extending(string name, string version, string id, string more)
    {
        var manifest = "{\"extends\": {\"id\": \"" + name + "\", \"version\": \"" + version + "\"}, \"manifest\": {\"id\": \""
            + id + "\", \"version\": \"1.0.0\", \"title\": \"Elsewhere\"" + more + "}}";
        return new Dictionary<string, byte[]> { { "manifest.json", Utf8(manifest) } };
    }

    private static Rules Local()
    {
        return Rules.Load(Extending("coventry", "2.0.0", "elsewhere",
            ", \"settings\": {\"change\": [{\"id\": \"several-category-1\", \"value\": 2}]}"));
    }

    public void AChildUnderThirteenIsNeverInCategory1()
    {
        using (var rules = Rules.BuiltIn())
        {
            var record = Text(rules.Screen(Request));
            Holds(record.Contains("\"category\":2") && record.Contains("\"rule\":\"under-13\""), record);
            Holds(rules.Category(Request).Contains("\"category\":2"));
        }
    }

    public void ARecordIsStoredAndVerifiedLater()
    {
        byte[] stored, document;
        using (var rules = Rules.BuiltIn())
        {
            stored = rules.Screen(Request);
            document = rules.Document();
        }
        using (var hash = SHA256.Create())
        {
            Holds(Rules.Identity(stored).Contains(string.Concat(hash.ComputeHash(document).Select(one => one.ToString("x2")))));
        }
        using (var again = Rules.Load(new Dictionary<string, byte[]> { { "", document } }))
        {
            Holds(again.Verify(stored).Contains("\"sha256\":\""));
            var edited = Utf8(Text(stored).Replace("\"category\":2", "\"category\":null"));
            Holds(Throws<NotVerifiedException>(() => again.Verify(edited)).GetDetail().Contains("\"place\":\"category\""));
        }
    }

    public void LocalRulesAreLoadedCheckedAndCompared()
    {
        using (var rules = Rules.BuiltIn())
        using (var local = Local())
        {
            Holds(local.About().Contains("\"id\":\"elsewhere\""));
            Holds(local.Check().Contains("\"holds\":true"));
            Holds(rules.Compare(local).Contains("\"same_outcomes\":false"));
            Holds(Throws<NotVerifiedException>(() => local.Verify(rules.Screen(Request))).GetDetail().Contains("other_rules"));
            var further = Extending("elsewhere", "1.0.0", "further", "");
            Holds(Throws<RulesRefusedException>(() => Rules.Load(further)).GetDetail().Contains("\"file\":\"manifest.json\""));
            using (var loaded = Rules.Load(further, local))
            {
                Holds(loaded.About().Contains("\"id\":\"further\""));
            }
        }
    }

    public void ARowIsExplained()
    {
        using (var rules = Rules.BuiltIn())
        {
            Holds(rules.WhyNot(Request, "under-13").StartsWith("{\"applied\":true"));
            Holds(rules.WhyNot(Older, "under-13").Contains("age: 12 or younger (now 14)"));
            Holds(rules.NextCategory(Older).StartsWith("{\"category\":2"));
            Holds(Throws<MisuseException>(() => rules.WhyNot(Older, "under-14")).GetDetail().Contains("\"nearest\":\"under-13\""));
        }
    }

    public void WorkRunsOutAndACallIsCalledOff()
    {
        using (var rules = Rules.BuiltIn())
        using (var source = new CancellationTokenSource())
        {
            Holds(rules.Check(1).Contains("\"cut_short\":\"out-of-work\""));
            var other = Task.Run(() => source.Cancel());
            Throws<CalledOffException>(() =>
            {
                while (true)
                {
                    rules.Check(0, source.Token);
                }
            });
            other.Wait();
            Throws<CalledOffException>(() => rules.NextCategory(Older, 0, source.Token));
        }
    }

    public void LinesComeOutAsTheyWentIn()
    {
        using (var rules = Rules.BuiltIn())
        {
            var lines = Text(rules.ScreenLines(Utf8(Text(Request) + "\n\n{}\n"))).Split('\n');
            Holds(lines[0] == Text(rules.Screen(Request)));
            Holds(lines[1].StartsWith("{\"line\":3,"), lines[1]);
            Holds(rules.ScreenLines(new byte[0]).Length == 0);
        }
    }

    public void FormsAndSchemas()
    {
        using (var rules = Rules.BuiltIn())
        {
            Holds(rules.Form().Contains("x-uischema"));
        }
        Holds(Rules.Schema("record.json").Contains("json-schema.org"));
        Throws<MisuseException>(() => Rules.Schema("records.json"));
    }

    public void NothingThatIsPrintedTellsAnythingOfAChild()
    {
        using (var rules = Rules.BuiltIn())
        {
            var error = Throws<RefusedException>(() => rules.Screen(Utf8("{\"child\": {\"case\": \"" + Secret + "\"}, \"screening\": {}}")));
            Holds(error.GetDetail().Contains(Secret));
            var properties = typeof(RefusedException).GetProperties().Where(one => one.Name != "TargetSite");
            var printed = error + string.Concat(properties.Select(one => one.GetValue(error)));
            Holds(printed.Contains("unknown case") && !printed.Contains(Secret), printed);
        }
    }

    public void RulesThatWereDisposedAreNotUsed()
    {
        var rules = Rules.BuiltIn();
        rules.Dispose();
        rules.Dispose();
        Throws<ObjectDisposedException>(() => rules.Screen(Request));
        using (var others = Rules.BuiltIn())
        {
            Throws<ArgumentNullException>(() => others.Screen(null));
            Throws<ArgumentNullException>(() => others.Compare(null));
            Throws<ArgumentNullException>(() => others.WhyNot(Request, null));
            Throws<ArgumentNullException>(() => Rules.Load(null));
            Throws<ArgumentNullException>(() => Rules.Load(Extending("coventry", "2.0.0", "elsewhere", ""), null));
            Throws<ArgumentNullException>(() => Rules.Load(Extending("coventry", "2.0.0", "elsewhere", ""), new Rules[] { null }));
            Throws<ObjectDisposedException>(() => Rules.Load(Extending("coventry", "2.0.0", "elsewhere", ""), rules));
            Throws<ObjectDisposedException>(() => others.Compare(rules));
        }
    }

    public void ThreadsShareRulesAndOneMayDisposeThem()
    {
        using (var shared = Rules.BuiltIn())
        {
            var expected = Text(shared.Screen(Request));
            Parallel.For(0, 200, at => Holds(Text(shared.Screen(Request)) == expected));
        }
        for (var turn = 0; turn < 50; turn++)
        {
            var rules = Rules.BuiltIn();
            var screens = Task.Run(() =>
            {
                try
                {
                    rules.Screen(Request);
                }
                catch (ObjectDisposedException)
                {
                    // Disposed before the call began.
                }
            });
            rules.Dispose();
            screens.Wait();
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}

internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            return new Vectors().Answer(arguments[0]);
        }
        var passed = 0;
        var failed = 0;
        var tests = typeof(Tests).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        foreach (var test in tests)
        {
            try
            {
                test.Invoke(new Tests(), null);
                passed++;
            }
            catch (TargetInvocationException error)
            {
                failed++;
                Console.Error.WriteLine(test.Name + ": " + error.InnerException);
            }
        }
        Console.WriteLine(passed + " passed, " + failed + " failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }
}
