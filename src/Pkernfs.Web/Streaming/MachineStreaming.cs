using MessagePack;
using MessagePack.Resolvers;

namespace Pkernfs.Web.Streaming;

/// <summary>The hub in a web application.</summary>
public static class MachineStreaming
{
    /// <summary>The hub's services; MessagePack for programs, JSON (with packed bytes in base64) for what has nothing else.</summary>
    public static IServiceCollection AddMachineStreaming(this IServiceCollection services)
    {
        services.AddSignalR().AddMessagePackProtocol(options => options.SerializerOptions = WithUpdates(options.SerializerOptions)).AddHubOptions<MachineHub>(options =>
        {
            options.MaximumReceiveMessageSize = StreamingLimits.MaxReceivedBytes;
            options.StatefulReconnectBufferSize = StreamingLimits.ReconnectBytes;
        });
        return services;
    }

    public static void MapMachineStreaming(this WebApplication app) => app.MapHub<MachineHub>(MachineHub.Path, options => options.AllowStatefulReconnects = true);

    private static MessagePackSerializerOptions WithUpdates(MessagePackSerializerOptions usual) =>
        usual.WithResolver(CompositeResolver.Create([new MachineUpdateFormatter()], [usual.Resolver]));
}
