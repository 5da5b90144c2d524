using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

public sealed partial record VtdUnit
{
    /// <summary>
    /// GCMD: level bits are taken as written, one-shot bits are done once and acknowledged in GSTS before the write returns.
    /// Where one write asks for several, pointers are taken first, then the queue is turned on or off, then translation.
    /// What is remembered survives TE going off and on: software that relies on it being forgotten is wrong on real units too.
    /// </summary>
    private VtdUnit Command(IMemoryWriter memory, GlobalCommand command)
    {
        var next = this;
        if ((command & GlobalCommand.SetRootTablePointer) != 0) next = next.SetRootTablePointer();
        if (!Capability.AdvancedFaultLog) command &= ~(GlobalCommand.SetFaultLog | GlobalCommand.EnableAdvancedFaultLog);
        if ((command & GlobalCommand.SetFaultLog) != 0) next = next.SetFaultLog();
        if (!ExtendedCapability.InterruptRemapping) command &= ~(GlobalCommand.InterruptRemappingEnable | GlobalCommand.SetInterruptTablePointer | GlobalCommand.CompatibilityFormatInterrupts);
        if (!ExtendedCapability.QueuedInvalidation) command &= ~GlobalCommand.QueuedInvalidationEnable;
        bool queueToggled = ((next.Status ^ command) & GlobalCommand.QueuedInvalidationEnable) != 0;
        next = next with
        {
            Status = (next.Status & ~GlobalCommand.Levels)
                | (command & (GlobalCommand.Levels | GlobalCommand.SetInterruptTablePointer)),
        };
        return queueToggled ? next.RestartQueue(memory) : next;
    }

    /// <summary>SRTP. Caches stay as they are unless CAP.ESRTPS: entries of the old tables are served until they are invalidated.</summary>
    private VtdUnit SetRootTablePointer()
    {
        var next = this with { RootTable = new(RootTableAddressRegister), Status = Status | GlobalCommand.SetRootTablePointer };
        return Capability.RootPointerInvalidates ? next with { ContextCache = [], Iotlb = [] } : next;
    }
}
