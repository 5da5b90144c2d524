using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Pkernfs.Web.Hosting;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class ModuleBundleTests
{
    [Fact]
    public void EachModuleRunsOnceAndAfterThoseThatItImports()
    {
        string bundle = ModuleBundle.Of(new Files
        {
            ["js/map.js"] = "import { b } from './map/b.js';\nimport { a } from './map/a.js';\nexport function open() { return a + b; }\n",
            ["js/map/b.js"] = "import { a } from './a.js';\nexport const b = 2 * a;\n",
            ["js/map/a.js"] = "// First.\nexport const a = 1;\n",
        }, "js/map.js");
        int[] places = [bundle.IndexOf("// js/map/a.js", StringComparison.Ordinal), bundle.IndexOf("// js/map/b.js", StringComparison.Ordinal), bundle.IndexOf("// js/map.js", StringComparison.Ordinal)];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Equal(places[0], bundle.LastIndexOf("// js/map/a.js", StringComparison.Ordinal));
        Assert.Contains("const { a } = module0;\nconst b = 2 * a;\n\nreturn { b };", bundle, StringComparison.Ordinal);
        Assert.DoesNotContain("import", bundle, StringComparison.Ordinal);
        Assert.EndsWith("export const { open } = module2;\n", bundle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import all from './a.js';")]
    [InlineData("import './a.js';")]
    [InlineData("import { a as b } from './b.js';")]
    [InlineData("export default 1;")]
    [InlineData("export const [a] = [1];")]
    [InlineData("const late = await import('./a.js');")]
    public void WhatItCannotPutTogetherIsRefused(string line)
    {
        var files = new Files { ["js/map.js"] = line + "\n", ["js/a.js"] = "export const a = 1;\n", ["js/b.js"] = "import { a } from './a.js';\n" };
        var refusal = Assert.Throws<InvalidOperationException>(() => ModuleBundle.Of(files, "js/map.js"));
        Assert.Contains("js/map.js has", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModuleThatImportsItselfOrIsNotThereIsNamed()
    {
        var files = new Files { ["a.js"] = "import { b } from './b.js';\nexport const a = 1;\n", ["b.js"] = "import { a } from './a.js';\nexport const b = 1;\n", ["c.js"] = "import { d } from './d.js';\n" };
        Assert.Contains("a.js imports itself", Assert.Throws<InvalidOperationException>(() => ModuleBundle.Of(files, "a.js")).Message, StringComparison.Ordinal);
        Assert.Contains("no d.js", Assert.Throws<InvalidOperationException>(() => ModuleBundle.Of(files, "c.js")).Message, StringComparison.Ordinal);
    }

    private sealed class Files : Dictionary<string, string>, IFileProvider
    {
        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public IFileInfo GetFileInfo(string subpath) => TryGetValue(subpath, out string? text) ? new TextFile(subpath, text) : new NotFoundFileInfo(subpath);

        public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
    }

    private sealed class TextFile(string name, string text) : IFileInfo
    {
        public bool Exists => true;

        public long Length => text.Length;

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => default;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(Encoding.UTF8.GetBytes(text));
    }
}
