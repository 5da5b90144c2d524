using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>Every register: where, how wide, what at power-on, what software can change.</summary>
public class RegisterTableTests
{
    public static TheoryData<bool, RegisterRow> Rows =>
    [
        .. RegisterTable.Full.Select(row => (true, row)),
        .. RegisterTable.Least.Select(row => (false, row)),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_register_reads_as_the_table_says(bool full, RegisterRow row)
    {
        var bench = Bench(full);
        Assert.Equal((row.Reset, Wide(row)), (Read(bench, row), 0UL));
        Write(bench, row, ulong.MaxValue);
        Assert.Equal((row.Ones, Wide(row)), (Read(bench, row), 0UL));
        Write(bench, row, 0);
        Assert.Equal((row.Zeros, Wide(row)), (Read(bench, row), 0UL));

        ulong Wide(RegisterRow one) => one.Size == 16 ? bench.Read(one.Offset + 8, 8) : 0;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Its_access_is_what_the_values_show(bool full, RegisterRow row)
    {
        _ = full;
        bool changes = row.Ones != row.Reset || row.Zeros != row.Reset;
        Assert.Equal(row.Access == RegisterAccess.ReadWrite, changes);
        if (row.Access is RegisterAccess.WriteOnly or RegisterAccess.OneClears) Assert.Equal(0UL, row.Ones | row.Zeros | row.Reset);
    }

    /// <summary>Everywhere else in the window nothing answers, whatever was written there: reserved registers too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Outside_of_the_table_all_is_zero(bool full)
    {
        var rows = full ? RegisterTable.Full : RegisterTable.Least;
        var bench = Bench(full);
        for (int offset = 0; offset < 4096; offset += 4)
        {
            if (rows.Any(row => offset >= row.Offset && offset < row.Offset + row.Size)) continue;
            var before = bench.Unit;
            bench.Write(offset, uint.MaxValue);
            Assert.True(bench.Unit == before, $"A write at 0x{offset:x} changes the unit.");
            Assert.Equal((offset, 0UL), (offset, bench.Read(offset)));
        }
    }

    /// <summary>What the inspector lists is what the unit has.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_decoder_knows_each_by_the_same_name_and_place(bool full)
    {
        var unit = Bench(full).Unit;
        var known = RegisterDefinition.All(unit.Capability, unit.ExtendedCapability).Select(register => (register.Name, register.Offset, register.Size));
        var expected = (full ? RegisterTable.Full : RegisterTable.Least).Select(row => (row.Name, row.Offset, row.Size));
        var always = known.Where(register => expected.Contains(register));
        Assert.Equal(expected, always);
        if (full) Assert.Equal(expected, known);
    }

    [Fact]
    public void Every_bit_of_every_register_has_a_name_or_is_reserved_and_no_ones_that_stay_are_called_broken()
    {
        foreach (var row in RegisterTable.Full)
        {
            var register = RegisterDefinition.All(new(RegisterTable.FullCapability), new(RegisterTable.FullExtended)).Single(one => one.Name == row.Name);
            var decoded = UnitRegisters.Decode(register, new(0xfed90000UL + (ulong)row.Offset), row.Ones);
            Assert.Equal(row.Size * 8, decoded.Fields.Sum(field => field.Width));
            if (row.Name is not ("CAP" or "ECAP")) Assert.DoesNotContain(decoded.Fields, field => field.Broken);
        }
    }

    private static RemappingBench Bench(bool full) => full ? RegisterTable.FullBench() : RegisterTable.LeastBench();

    private static ulong Read(RemappingBench bench, RegisterRow row) => bench.Read(row.Offset, Math.Min(row.Size, 8));

    private static void Write(RemappingBench bench, RegisterRow row, ulong value)
    {
        bench.Write(row.Offset, value, Math.Min(row.Size, 8));
        if (row.Size == 16) bench.Write(row.Offset + 8, value, 8);
    }
}
