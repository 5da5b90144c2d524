namespace Pkernfs.Core.Platform.Vtd;

/// <summary>GCMD and GSTS: what software asks for and what the unit acknowledges, at the same bit numbers (VT-d 11.4).</summary>
[Flags]
public enum GlobalCommand : uint
{
    None = 0,

    /// <summary>TE/TES: translate.</summary>
    TranslationEnable = 1u << 31,

    /// <summary>SRTP/RTPS: take the root pointer from RTADDR now. One-shot.</summary>
    SetRootTablePointer = 1u << 30,

    /// <summary>SFL/FLS: take the fault log's place from AFLOG now. One-shot; only with CAP.AFL.</summary>
    SetFaultLog = 1u << 29,

    /// <summary>EAFL/AFLS: faults go to the log in memory; only with CAP.AFL.</summary>
    EnableAdvancedFaultLog = 1u << 28,

    /// <summary>WBF/WBFS: flush the write buffer. One-shot, done at once: memory here has no write buffer.</summary>
    WriteBufferFlush = 1u << 27,

    /// <summary>QIE/QIES: invalidations come from the queue in memory.</summary>
    QueuedInvalidationEnable = 1u << 26,

    /// <summary>IRE/IRES: remap interrupts. Only the status bit is modelled.</summary>
    InterruptRemappingEnable = 1u << 25,

    /// <summary>SIRTP/IRTPS: take the interrupt table's address. One-shot; only the status bit is modelled.</summary>
    SetInterruptTablePointer = 1u << 24,

    /// <summary>CFI/CFIS: let compatibility-format interrupts pass. Only the status bit is modelled.</summary>
    CompatibilityFormatInterrupts = 1u << 23,

    /// <summary>The bits that stay as software last wrote them, TE, EAFL, QIE, IRE and CFI.</summary>
    Levels = TranslationEnable | EnableAdvancedFaultLog | QueuedInvalidationEnable | InterruptRemappingEnable | CompatibilityFormatInterrupts,
}
