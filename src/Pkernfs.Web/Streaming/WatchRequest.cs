namespace Pkernfs.Web.Streaming;

/// <summary>What a client wants to watch.</summary>
/// <param name="Session">The session's id; with "?edits=..." after it, one of its branches.</param>
/// <param name="Viewer">A number of the client's choice, by which its commands name this viewer; one of each per connection.</param>
/// <param name="Follow">True to share the session's moment, false for one of its own.</param>
/// <param name="Step">Where an own moment begins: a step's id or index; null for where the session is. A follower leaves it null.</param>
/// <param name="Viewport">Null for the moment alone.</param>
public sealed record WatchRequest(string Session, int Viewer, bool Follow, string? Step, Viewport? Viewport);
