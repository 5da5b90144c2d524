using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>A QEMU with a parked processor, an intel-iommu and the devices of a plan, driven over its test socket.</summary>
public sealed class QemuProcess : IDisposable
{
    public const string Executable = "qemu-system-x86_64";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly ConcurrentQueue<string> _messages = new();
    private Process? _process;

    /// <summary>Starts it in <paramref name="folder"/>, an existing folder that holds the RAM file.</summary>
    public QemuProcess(string folder, string ramFile, ulong ramSize, BoardPlan plan)
    {
        _folder = folder;
        try
        {
            Qtest = Start(ramFile, ramSize, plan);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public QtestConnection Qtest { get; }

    /// <summary>Where QEMU logs its translations.</summary>
    public string LogFile => Path.Combine(_folder, "translations.log");

    /// <summary>The executable's path, null where it is not installed.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, Executable))
        .FirstOrDefault(File.Exists);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Qtest?.Dispose();
        Kill();
        _process?.Dispose();
    }

    private QtestConnection Start(string ramFile, ulong ramSize, BoardPlan plan)
    {
        string firmware = Path.Combine(_folder, "firmware.bin");
        File.WriteAllBytes(firmware, ParkingFirmware());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string socketPath = Path.Combine(_folder, "qtest");
        listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        listener.Listen(1);

        var start = new ProcessStartInfo(Find() ?? throw new FileNotFoundException($"{Executable} is not on the PATH."))
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in Arguments(firmware, ramFile, ramSize, socketPath, plan)) start.ArgumentList.Add(argument);
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        _process = Process.Start(start) ?? throw new IOException($"{Executable} did not start.");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        return new QtestConnection(Accept(listener, _process));
    }

    private Socket Accept(Socket listener, Process process)
    {
        var connection = listener.AcceptAsync();
        var clock = Stopwatch.StartNew();
        while (!connection.Wait(TimeSpan.FromMilliseconds(20)))
        {
            if (!process.HasExited && clock.Elapsed < StartTimeout) continue;
            process.WaitForExit(1000);
            throw new IOException($"{Executable} did not connect to its test socket. It said: {string.Join(" | ", _messages)}");
        }
        return connection.Result;
    }

    private IEnumerable<string> Arguments(string firmware, string ramFile, ulong ramSize, string socketPath, BoardPlan plan)
    {
        string megabytes = (ramSize >> 20).ToString(CultureInfo.InvariantCulture) + "M";
        string[] fixedArguments =
        [
            "-nodefaults", "-no-user-config", "-display", "none",
            // Virtual time jumps to the next timer while the processor is parked: edu's 100 ms pass at once.
            "-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off,align=off",
            "-bios", firmware,
            // Without its SATA and SMBus functions the board leaves 00:1f.1 to 00:1f.7 free.
            "-machine", "q35,pit=off,hpet=off,smm=off,sata=off,smbus=off,memory-backend=ram",
            "-m", megabytes,
            "-object", $"memory-backend-file,id=ram,size={megabytes},mem-path={ramFile},share=on",
            "-qtest", $"unix:{socketPath}", "-qtest-log", "none",
            "-trace", "vtd_dmar_translate", "-D", LogFile,
            // Must come before the devices: those made earlier would go around it.
            "-device", "intel-iommu,aw-bits=48,intremap=off",
        ];
        return fixedArguments.Concat(plan.DeviceArguments().SelectMany(device => new[] { "-device", device }));
    }

    /// <summary>64 KiB that end at 4 GiB; at the reset vector, 16 bytes below that: cli, hlt, and back.</summary>
    private static byte[] ParkingFirmware()
    {
        byte[] image = new byte[0x10000];
        byte[] code = [0xfa, 0xf4, 0xeb, 0xfc];
        code.CopyTo(image, 0xfff0);
        return image;
    }

    private void Keep(string? message)
    {
        if (message is null) return;
        _messages.Enqueue(message);
        if (_messages.Count > 20) _messages.TryDequeue(out _);
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        if (_process is not { HasExited: false } running) return;
        running.Kill();
        running.WaitForExit();
    }
}
