using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace CseScreening
{
    /// <summary>
    /// A rule set. It is never changed, and threads may share it. Requests, records and answers are JSON. Hand bytes on as
    /// they came: whatever reads JSON into a dictionary loses repeated keys, which are refused otherwise.
    /// </summary>
    /// <remarks>That no category comes out is not "no risk": <c>no_category</c> says why there is none.</remarks>
    public sealed class Rules : IDisposable
    {
        private readonly RulesHandle handle;

        static Rules()
        {
            Native.Check();
        }

        private Rules(RulesHandle handle)
        {
            if (handle.IsInvalid)
            {
                throw new LibraryFailedException("the rules are not there", "null");
            }
            this.handle = handle;
        }

        /// <summary>The rules of Coventry City Council's toolkit of 2015.</summary>
        public static Rules BuiltIn()
        {
            return new Rules(Native.cse_rules_built_in());
        }

        /// <summary>Rules from files at hand.</summary>
        /// <param name="files">names with their contents</param>
        /// <param name="bases">sets that they may extend, beside the built-in one</param>
        /// <exception cref="RulesRefusedException">they are not sound; with every fault</exception>
        public static Rules Load(IEnumerable<KeyValuePair<string, byte[]>> files, params Rules[] bases)
        {
            using (var gathered = Native.cse_files_new())
            {
                foreach (var file in files ?? throw new ArgumentNullException(nameof(files)))
                {
                    var name = Encoding.UTF8.GetBytes(file.Key);
                    var content = file.Value ?? throw new ArgumentNullException(nameof(files));
                    Native.cse_files_add(gathered, name, (uint)name.Length, content, (uint)content.Length);
                }
                foreach (var known in bases ?? throw new ArgumentNullException(nameof(bases)))
                {
                    Native.cse_files_base(gathered, HandleOf(known));
                }
                using (var answer = Native.cse_files_load(gathered))
                {
                    Native.ThrowUnlessOk(answer);
                    return new Rules(Native.cse_answer_rules(answer));
                }
            }
        }

        /// <summary>What made a record, so that its rules can be found: <c>format</c>, <c>engine</c> and <c>rules</c>.</summary>
        /// <exception cref="RefusedException">it does not say it</exception>
        public static string Identity(byte[] record)
        {
            return Native.Text(Native.cse_identity(record, LengthOf(record)));
        }

        /// <summary>The JSON Schema with this name, such as <c>request.json</c>.</summary>
        /// <exception cref="MisuseException">there is none of this name</exception>
        public static string Schema(string name)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            return Native.Text(Native.cse_schema(bytes, (uint)bytes.Length));
        }

        /// <summary>Which rules these are: <c>engine</c>, <c>rules</c>, <c>title</c> and <c>base</c>.</summary>
        public string About()
        {
            return Native.Text(Native.cse_about(handle));
        }

        /// <summary>
        /// All of them as one document, to be kept beside the records that they made. It is loaded as a file is. Its SHA-256
        /// is the one by which a record names its rules.
        /// </summary>
        public byte[] Document()
        {
            return Native.Bytes(Native.cse_document(handle));
        }

        /// <summary>The record of a request, to be stored as it is.</summary>
        /// <exception cref="RefusedException">these rules do not understand the request</exception>
        public byte[] Screen(byte[] request)
        {
            return Native.Bytes(Native.cse_screen(handle, request, LengthOf(request)));
        }

        /// <summary>
        /// Screens one request a line: one line for each, its record or <c>line</c> and <c>error</c>. The errors go back to
        /// who sent the lines, and into no log.
        /// </summary>
        public byte[] ScreenLines(byte[] lines)
        {
            return Native.Bytes(Native.cse_screen_lines(handle, lines, LengthOf(lines)));
        }

        /// <summary>What a request comes to, and no more.</summary>
        /// <exception cref="RefusedException">these rules do not understand the request</exception>
        public string Category(byte[] request)
        {
            return Native.Text(Native.cse_category(handle, request, LengthOf(request)));
        }

        /// <summary>Screens the request of a record again and compares: <c>engine</c>, <c>redacted</c>, <c>sha256</c>.</summary>
        /// <exception cref="NotVerifiedException">it differs, or is of other rules</exception>
        /// <exception cref="RefusedException">it is no record</exception>
        public string Verify(byte[] record)
        {
            return Native.Text(Native.cse_verify(handle, record, LengthOf(record)));
        }

        /// <summary>What holds of the rules for every request; <c>holds</c> says whether they are fit for use.</summary>
        /// <param name="work">the most that it may do; 0 is no limit</param>
        /// <param name="cancellation">what may call it off</param>
        /// <exception cref="CalledOffException">it was called off</exception>
        public string Check(ulong work = 0, CancellationToken cancellation = default(CancellationToken))
        {
            return Limited(cancellation, cancel => Native.cse_check(handle, work, cancel));
        }

        /// <summary>What changes from these rules to others.</summary>
        /// <param name="to">the other rules</param>
        /// <param name="work">the most that it may do; 0 is no limit</param>
        /// <param name="cancellation">what may call it off</param>
        /// <exception cref="CalledOffException">it was called off</exception>
        public string Compare(Rules to, ulong work = 0, CancellationToken cancellation = default(CancellationToken))
        {
            return Limited(cancellation, cancel => Native.cse_compare(handle, HandleOf(to), work, cancel));
        }

        /// <summary>Why a row did not apply, and what would make it. It never says what should be recorded.</summary>
        /// <param name="request">the request</param>
        /// <param name="id">the id of the row</param>
        /// <param name="work">the most that it may do; 0 is no limit</param>
        /// <param name="cancellation">what may call it off</param>
        /// <exception cref="MisuseException">no row has the id, or several have</exception>
        public string WhyNot(byte[] request, string id, ulong work = 0, CancellationToken cancellation = default(CancellationToken))
        {
            var row = Encoding.UTF8.GetBytes(id);
            return Limited(cancellation, cancel =>
                Native.cse_why_not(handle, request, LengthOf(request), row, (uint)row.Length, work, cancel));
        }

        /// <summary>The category above, and what would lead to it. It never says what should be recorded.</summary>
        /// <param name="request">the request</param>
        /// <param name="work">the most that it may do; 0 is no limit</param>
        /// <param name="cancellation">what may call it off</param>
        public string NextCategory(byte[] request, ulong work = 0, CancellationToken cancellation = default(CancellationToken))
        {
            return Limited(cancellation, cancel =>
                Native.cse_next_category(handle, request, LengthOf(request), work, cancel));
        }

        /// <summary>The request of these rules as a form: a JSON Schema with labels and an order.</summary>
        public string Form()
        {
            return Native.Text(Native.cse_form(handle));
        }

        /// <summary>Frees the rules. A call that goes on ends well; a later one throws.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private static RulesHandle HandleOf(Rules rules)
        {
            return rules == null ? throw new ArgumentNullException(nameof(rules)) : rules.handle;
        }

        private static uint LengthOf(byte[] bytes)
        {
            return bytes == null ? throw new ArgumentNullException(nameof(bytes)) : (uint)bytes.Length;
        }

        private static string Limited(CancellationToken cancellation, Func<CancelHandle, AnswerHandle> call)
        {
            // A token that nobody can call off registers nothing.
            using (var cancel = Native.cse_cancel_new())
            using (cancellation.Register(() => Native.cse_cancel_set(cancel)))
            {
                return Native.Text(call(cancel));
            }
        }
    }
}
