using Pkernfs.Web.Commands;
using Pkernfs.Web.Hosting;

return await Verbs.RunAsync(args, Console.Out, Console.Error, () => ExplorerServer.RunAsync(args));
