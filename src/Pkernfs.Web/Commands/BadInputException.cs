namespace Pkernfs.Web.Commands;

/// <summary>Input that a verb cannot work with; the message is the one sentence that standard error gets.</summary>
public sealed class BadInputException(string sentence) : Exception(sentence);
