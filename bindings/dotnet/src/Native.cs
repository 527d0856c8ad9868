using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CseScreening
{
    /// <summary>A handle of rules in the library. While a call uses it, it is not freed.</summary>
    internal sealed class RulesHandle : SafeHandle
    {
        internal RulesHandle() : base(IntPtr.Zero, true) { }

        internal RulesHandle(IntPtr rules) : base(IntPtr.Zero, true)
        {
            SetHandle(rules);
        }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle()
        {
            Native.cse_rules_free(handle);
            return true;
        }
    }

    internal sealed class FilesHandle : SafeHandle
    {
        internal FilesHandle() : base(IntPtr.Zero, true) { }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle()
        {
            Native.cse_files_free(handle);
            return true;
        }
    }

    internal sealed class CancelHandle : SafeHandle
    {
        internal CancelHandle() : base(IntPtr.Zero, true) { }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle()
        {
            Native.cse_cancel_free(handle);
            return true;
        }
    }

    internal sealed class AnswerHandle : SafeHandle
    {
        internal AnswerHandle() : base(IntPtr.Zero, true) { }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle()
        {
            Native.cse_answer_free(handle);
            return true;
        }
    }

    /// <summary>The functions of the C library.</summary>
    internal static class Native
    {
        private const string Library = "cse_screening_c";

        /// <summary>What these declarations were written for.</summary>
        private const uint AbiVersion = 1;

        private static readonly string[] Words =
            { "ok", "refused", "not_verified", "rules_refused", "misuse", "cancelled", "panic" };

        internal static void Check()
        {
            var version = cse_abi_version();
            if (version != AbiVersion)
            {
                throw new DllNotFoundException(
                    "the library has version " + version + " of its functions; allowed: " + AbiVersion);
            }
        }

        [DllImport(Library)] internal static extern uint cse_abi_version();
        [DllImport(Library)] internal static extern int cse_answer_status(AnswerHandle answer);
        [DllImport(Library)] internal static extern IntPtr cse_answer_bytes(AnswerHandle answer);
        [DllImport(Library)] internal static extern uint cse_answer_length(AnswerHandle answer);
        [DllImport(Library)] internal static extern IntPtr cse_answer_message(AnswerHandle answer);
        [DllImport(Library)] internal static extern IntPtr cse_answer_detail(AnswerHandle answer);
        [DllImport(Library)] internal static extern RulesHandle cse_answer_rules(AnswerHandle answer);
        [DllImport(Library)] internal static extern void cse_answer_free(IntPtr answer);
        [DllImport(Library)] internal static extern RulesHandle cse_rules_built_in();
        [DllImport(Library)] internal static extern void cse_rules_free(IntPtr rules);
        [DllImport(Library)] internal static extern FilesHandle cse_files_new();
        [DllImport(Library)] internal static extern int cse_files_add(FilesHandle files, byte[] name, uint nameLength, byte[] content, uint contentLength);
        [DllImport(Library)] internal static extern int cse_files_base(FilesHandle files, RulesHandle rules);
        [DllImport(Library)] internal static extern AnswerHandle cse_files_load(FilesHandle files);
        [DllImport(Library)] internal static extern void cse_files_free(IntPtr files);
        [DllImport(Library)] internal static extern CancelHandle cse_cancel_new();
        [DllImport(Library)] internal static extern void cse_cancel_set(CancelHandle cancel);
        [DllImport(Library)] internal static extern void cse_cancel_free(IntPtr cancel);
        [DllImport(Library)] internal static extern AnswerHandle cse_about(RulesHandle rules);
        [DllImport(Library)] internal static extern AnswerHandle cse_document(RulesHandle rules);
        [DllImport(Library)] internal static extern AnswerHandle cse_form(RulesHandle rules);
        [DllImport(Library)] internal static extern AnswerHandle cse_schema(byte[] name, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_screen(RulesHandle rules, byte[] request, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_screen_lines(RulesHandle rules, byte[] lines, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_category(RulesHandle rules, byte[] request, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_identity(byte[] record, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_verify(RulesHandle rules, byte[] record, uint length);
        [DllImport(Library)] internal static extern AnswerHandle cse_check(RulesHandle rules, ulong work, CancelHandle cancel);
        [DllImport(Library)] internal static extern AnswerHandle cse_compare(RulesHandle from, RulesHandle to, ulong work, CancelHandle cancel);
        [DllImport(Library)] internal static extern AnswerHandle cse_why_not(RulesHandle rules, byte[] request, uint length, byte[] id, uint idLength, ulong work, CancelHandle cancel);
        [DllImport(Library)] internal static extern AnswerHandle cse_next_category(RulesHandle rules, byte[] request, uint length, ulong work, CancelHandle cancel);

        /// <summary>The bytes of an answer, which is freed.</summary>
        internal static byte[] Bytes(AnswerHandle answer)
        {
            using (answer)
            {
                ThrowUnlessOk(answer);
                return All(answer);
            }
        }

        internal static string Text(AnswerHandle answer)
        {
            return Encoding.UTF8.GetString(Bytes(answer));
        }

        internal static string Status(AnswerHandle answer)
        {
            return Words[cse_answer_status(answer)];
        }

        internal static void ThrowUnlessOk(AnswerHandle answer)
        {
            var status = Status(answer);
            if (status != "ok")
            {
                throw CseException.Of(status, Text(cse_answer_message(answer)), Text(cse_answer_detail(answer)));
            }
        }

        /// <summary>The bytes of an answer, however the call ended.</summary>
        internal static byte[] All(AnswerHandle answer)
        {
            var length = cse_answer_length(answer);
            if (length > int.MaxValue)
            {
                throw new MisuseException("the answer is longer than an array can be; allowed: fewer lines in one call", "null");
            }
            var bytes = new byte[length];
            Marshal.Copy(cse_answer_bytes(answer), bytes, 0, bytes.Length);
            return bytes;
        }

        /// <summary>Text that ends with a zero byte.</summary>
        private static string Text(IntPtr text)
        {
            var length = 0;
            while (Marshal.ReadByte(text, length) != 0)
            {
                length++;
            }
            var bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
