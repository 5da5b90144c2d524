namespace Pkernfs.Core.Platform.Vtd;

/// <summary>TT of a context entry (VT-d 9.3).</summary>
public enum TranslationType
{
    /// <summary>00: requests go through the second-stage tables.</summary>
    Untranslated = 0,

    /// <summary>01: as 00, and the device may send translation requests and translated requests; legal with ECAP.DT.</summary>
    DeviceTlb = 1,

    /// <summary>10: requests are not translated; legal with ECAP.PT.</summary>
    PassThrough = 2,

    /// <summary>11: never legal.</summary>
    Reserved = 3,
}
