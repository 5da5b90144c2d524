using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using SkiaSharp;

namespace Pkernfs.Web.Rendering.Skia;

/// <summary>Draws a picture on a canvas of Skia's: pixels, or a page of a PDF.</summary>
internal sealed class SkiaPainter(SKCanvas canvas, PictureLook look) : IDisposable
{
    private const float HaloWidth = 3;

    private readonly Dictionary<TextureName, SKShader> _textures = [];

    public void Dispose()
    {
        foreach (var shader in _textures.Values) shader.Dispose();
    }

    public void Draw(IEnumerable<Mark> marks)
    {
        foreach (var mark in marks) Draw(mark);
    }

    private void Draw(Mark mark)
    {
        switch (mark)
        {
            case BoxMark box:
                var rect = SKRect.Create((float)box.X, (float)box.Y, (float)Math.Max(0, box.Width), (float)Math.Max(0, box.Height));
                using (var outline = new SKRoundRect(rect, (float)box.Radius))
                {
                    Paint(box.Fill, paint => canvas.DrawRoundRect(outline, paint));
                    Line(box.Stroke, paint => canvas.DrawRoundRect(outline, paint));
                }
                break;
            case PathMark drawn:
                using (var path = SKPath.ParseSvgPathData(drawn.Data) ?? throw new InvalidOperationException($"\"{drawn.Data}\" is no path."))
                {
                    Paint(drawn.Fill, paint => canvas.DrawPath(path, paint));
                    Line(drawn.Stroke, paint => canvas.DrawPath(path, paint));
                }
                break;
            case TextMark words:
                Text(words);
                break;
            case GroupMark group:
                Group(group);
                break;
        }
    }

    private void Group(GroupMark group)
    {
        int saved = canvas.Save();
        canvas.Translate((float)group.X, (float)group.Y);
        canvas.Scale((float)group.Scale);
        if (group.Clip is { } clip) canvas.ClipRect(SKRect.Create((float)clip.X, (float)clip.Y, (float)clip.Width, (float)clip.Height), antialias: true);
        if (group.Opacity < 1)
        {
            using var veil = new SKPaint { Color = SKColors.Black.WithAlpha((byte)Math.Round(group.Opacity * 255)) };
            canvas.SaveLayer(veil);
        }
        Draw(group.Marks);
        canvas.RestoreToCount(saved);
    }

    private void Text(TextMark words)
    {
        using var font = Fonts.Of(words.Style);
        float width = (float)TextWidth.Of(words.Words, words.Style);
        float x = (float)words.X - words.Anchor switch
        {
            TextAnchor.Middle => width / 2,
            TextAnchor.End => width,
            _ => 0,
        };
        if (words.Halo is { } halo)
        {
            using var clear = Stroked(new(halo, HaloWidth));
            clear.StrokeJoin = SKStrokeJoin.Round;
            canvas.DrawText(words.Words, x, (float)words.Y, SKTextAlign.Left, font, clear);
        }
        using var paint = Solid(words.Tone, words.Opacity);
        canvas.DrawText(words.Words, x, (float)words.Y, SKTextAlign.Left, font, paint);
        if (!words.IsStruck) return;
        float middle = (float)(words.Y - (words.Style.Size * 0.3));
        canvas.DrawRect(x, middle, width, (float)Math.Max(0.7, words.Style.Size / 14), paint);
    }

    private void Paint(Fill? fill, Action<SKPaint> draw)
    {
        if (fill is null) return;
        using var paint = fill is Fill.Solid solid ? Solid(solid.Tone, solid.Opacity) : new SKPaint { IsAntialias = true, Shader = Shader(((Fill.Textured)fill).Texture) };
        draw(paint);
    }

    private void Line(Stroke? stroke, Action<SKPaint> draw)
    {
        if (stroke is null) return;
        using var paint = Stroked(stroke);
        draw(paint);
    }

    private SKPaint Solid(Tone tone, double opacity) => new() { IsAntialias = true, Color = Colour(tone, opacity) };

    private SKPaint Stroked(Stroke stroke)
    {
        var paint = new SKPaint { IsAntialias = true, IsStroke = true, Color = Colour(stroke.Tone, stroke.Opacity), StrokeWidth = (float)look.Width(stroke), StrokeCap = stroke.IsRound ? SKStrokeCap.Round : SKStrokeCap.Butt };
        if (stroke.Dash > 0) paint.PathEffect = SKPathEffect.CreateDash([(float)stroke.Dash, (float)stroke.Dash], 0);
        return paint;
    }

    private SKColor Colour(Tone tone, double opacity) => SKColor.Parse(look.Colour(tone)).WithAlpha((byte)Math.Round(opacity * 255));

    /// <summary>A texture's tile, drawn once and repeated.</summary>
    private SKShader Shader(TextureName name)
    {
        if (_textures.TryGetValue(name, out var known)) return known;
        var texture = look.Texture(name);
        var tile = SKRect.Create((float)texture.Size, (float)texture.Size);
        using var recorder = new SKPictureRecorder();
        var drawn = recorder.BeginRecording(tile);
        if (texture.Ground is { } ground)
        {
            using var paint = Solid(ground.Tone, ground.Opacity);
            drawn.DrawRect(tile, paint);
        }
        string[] paths = [.. texture.Angles.Length > 0 ? [TexturePaths.Lines(texture)] : Array.Empty<string>(), .. texture.Path is { } own ? [own] : Array.Empty<string>()];
        foreach (string data in paths)
        {
            using var path = SKPath.ParseSvgPathData(data);
            using var paint = Stroked(texture.Line);
            drawn.DrawPath(path, paint);
        }
        if (texture.Dot > 0)
        {
            using var paint = Solid(texture.Line.Tone, texture.Line.Opacity);
            drawn.DrawCircle(tile.MidX, tile.MidY, (float)texture.Dot, paint);
        }
        using var picture = recorder.EndRecording();
        return _textures[name] = SKShader.CreatePicture(picture, SKShaderTileMode.Repeat, SKShaderTileMode.Repeat, tile);
    }
}
