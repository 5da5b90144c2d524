[assembly: AssemblyFixture(typeof(Pkernfs.Browser.Tests.ChromiumBrowser))]
