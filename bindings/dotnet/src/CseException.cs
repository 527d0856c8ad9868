using System;

namespace CseScreening
{
    /// <summary>
    /// Why there is no answer. <see cref="Exception.Message"/>, <see cref="Exception.ToString"/> and the stack trace are fit
    /// for a log: they repeat nothing that a request or a record says.
    /// </summary>
    public abstract class CseException : Exception
    {
        private readonly string detail;

        internal CseException(string message, string detail) : base(message)
        {
            this.detail = detail;
        }

        /// <summary>
        /// All that is known of it, as JSON: an object, or null. It may hold a child's data, and belongs in no log. It is a
        /// method and no property, so that what logs the properties of exceptions does not get it.
        /// </summary>
        public string GetDetail()
        {
            return detail;
        }

        internal static CseException Of(string status, string message, string detail)
        {
            switch (status)
            {
                case "refused": return new RefusedException(message, detail);
                case "not_verified": return new NotVerifiedException(message, detail);
                case "rules_refused": return new RulesRefusedException(message, detail);
                case "cancelled": return new CalledOffException(message, detail);
                case "panic": return new LibraryFailedException(message, detail);
                default: return new MisuseException(message, detail);
            }
        }
    }

    /// <summary>What was given is no request, or no record, of these rules. Nothing is mended or guessed.</summary>
    public sealed class RefusedException : CseException
    {
        internal RefusedException(string message, string detail) : base(message, detail) { }
    }

    /// <summary>The record was read, and does not verify: it was changed, or made by other rules.</summary>
    public sealed class NotVerifiedException : CseException
    {
        internal NotVerifiedException(string message, string detail) : base(message, detail) { }
    }

    /// <summary>The rules are not sound. The detail has every fault.</summary>
    public sealed class RulesRefusedException : CseException
    {
        internal RulesRefusedException(string message, string detail) : base(message, detail) { }
    }

    /// <summary>The call itself is wrong: an id or a name that there is none of.</summary>
    public sealed class MisuseException : CseException
    {
        internal MisuseException(string message, string detail) : base(message, detail) { }
    }

    /// <summary>Somebody called it off.</summary>
    public sealed class CalledOffException : CseException
    {
        internal CalledOffException(string message, string detail) : base(message, detail) { }
    }

    /// <summary>The library failed: a fault of its own, and not of what was given.</summary>
    public sealed class LibraryFailedException : CseException
    {
        internal LibraryFailedException(string message, string detail) : base(message, detail) { }
    }
}
