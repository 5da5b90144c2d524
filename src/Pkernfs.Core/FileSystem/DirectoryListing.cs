using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

/// <summary>A directory's inodes in list order, the newest first, as far as the list could be followed.</summary>
/// <param name="Problem">Why the list could not be followed to its end; null when it could.</param>
public sealed record DirectoryListing(ImmutableArray<Inode> Entries, MediumProblem? Problem);

/// <summary>An inode and where it is in the tree: "/guest-ram", "/iommu", "/iommu/dom-0".</summary>
public sealed record PkernfsEntry(string Path, Inode Inode);
