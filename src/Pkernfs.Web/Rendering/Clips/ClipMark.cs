using System.Collections;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Clips;

/// <summary>A mark of a clip, and the frames in which it is there.</summary>
internal sealed record ClipMark(Mark Mark, BitArray Frames);
