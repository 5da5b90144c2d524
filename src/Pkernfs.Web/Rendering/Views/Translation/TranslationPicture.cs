using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>The translation as a picture: what the pane draws of a scene, with the same words at the same places. A walk is the scene with its walk lit.</summary>
public static class TranslationPicture
{
    /// <param name="selected">What is outlined as selected; null for nothing.</param>
    public static Picture Of(TranslationScene scene, Selection? selected = null)
    {
        var sketch = new Sketch();
        foreach (var wire in scene.Wires.OrderBy(wire => wire.IsLit)) WireMarks.Add(sketch, wire);
        foreach (var node in scene.Nodes) NodeMarks.Add(sketch, node, selected);
        foreach (var note in scene.Notes) AddNote(sketch, note);
        return FittedPicture.Of(sketch, scene.Width, scene.Height);
    }

    private static void AddNote(Sketch sketch, SceneNote note) => sketch.Group(note.X, note.Y, inner =>
    {
        inner.Text(0, 0, note.Title, ViewStyles.Title, Tone.T1, kind: "note-title");
        double first = note.Title.Length > 0 ? 14 : 0;
        for (int i = 0; i < note.Lines.Length; i++) inner.Text(0, first + (i * TranslationSizes.Line), note.Lines[i], ViewStyles.Small, Tone.T2);
    }, kind: "note");
}
