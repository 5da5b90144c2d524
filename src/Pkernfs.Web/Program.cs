using Pkernfs.Web.Commands;
using Pkernfs.Web.Hosting;

return await Verbs.RunAsync(args, Console.Out, Console.Error, urls => ExplorerServer.RunAsync(args, urls));
