using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>
/// QEMU's test protocol: one command a line, one "OK ..." line for each, in order. Writes are posted; their answers
/// are collected with the next read, so that a run of commands costs one turn of the socket.
/// </summary>
public sealed class QtestConnection : IDisposable
{
    /// <summary>Answers left uncollected at most: far below what fills a socket's buffer and would block both ends.</summary>
    private const int MaxPosted = 128;

    private readonly NetworkStream _stream;
    private readonly StreamReader _answers;
    private readonly StringBuilder _commands = new();
    private readonly Queue<string> _posted = new();

    /// <summary>Talks over <paramref name="socket"/>, which it owns from now on.</summary>
    public QtestConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true) { ReadTimeout = 30_000, WriteTimeout = 30_000 };
        _answers = new StreamReader(_stream, Encoding.ASCII);
    }

    /// <summary>Writes 32 bits to guest physical memory, registers included.</summary>
    public void WriteDword(ulong address, uint value) => Post($"writel 0x{address:x} 0x{value:x}");

    /// <summary>Writes 64 bits to guest physical memory, registers included.</summary>
    public void WriteQword(ulong address, ulong value) => Post($"writeq 0x{address:x} 0x{value:x}");

    /// <summary>Writes 32 bits to an I/O port.</summary>
    public void OutDword(ushort port, uint value) => Post($"outl 0x{port:x} 0x{value:x}");

    public uint ReadDword(ulong address) => (uint)Ask($"readl 0x{address:x}");

    public ulong ReadQword(ulong address) => Ask($"readq 0x{address:x}");

    public uint InDword(ushort port) => (uint)Ask($"inl 0x{port:x}");

    public void Dispose()
    {
        _answers.Dispose();
        _stream.Dispose();
    }

    private void Post(FormattableString command)
    {
        Queue(command);
        if (_posted.Count >= MaxPosted) Collect();
    }

    private ulong Ask(FormattableString command)
    {
        Queue(command);
        string answer = Collect();
        string digits = answer.Length > 5 && answer.StartsWith("OK 0x", StringComparison.Ordinal) ? answer[5..] : "";
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new IOException($"QEMU answered \"{answer}\" where a value was due.");
    }

    private void Queue(FormattableString command)
    {
        string line = FormattableString.Invariant(command);
        _commands.Append(line).Append('\n');
        _posted.Enqueue(line);
    }

    /// <summary>Sends what is queued and takes every answer due; gives the last.</summary>
    private string Collect()
    {
        _stream.Write(Encoding.ASCII.GetBytes(_commands.ToString()));
        _commands.Clear();
        string answer = "";
        while (_posted.TryDequeue(out string? command))
        {
            answer = _answers.ReadLine() ?? throw new IOException($"QEMU closed the connection instead of answering \"{command}\".");
            if (!answer.StartsWith("OK", StringComparison.Ordinal)) throw new IOException($"QEMU answered \"{answer}\" to \"{command}\".");
        }
        return answer;
    }
}
