# syntax=docker/dockerfile:1

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Packages change seldom: restored from the project files alone, so that this layer is kept.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Pkernfs.Core/Pkernfs.Core.csproj src/Pkernfs.Core/
COPY src/Pkernfs.Web/Pkernfs.Web.csproj src/Pkernfs.Web/TopLevelWebRoot.targets src/Pkernfs.Web/
RUN dotnet restore src/Pkernfs.Web/Pkernfs.Web.csproj

COPY . .
RUN dotnet publish src/Pkernfs.Web/Pkernfs.Web.csproj --no-restore -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY LICENSE .

# Inside a container the port is published on purpose, so the server listens on all of the container's addresses.
ENV ASPNETCORE_HTTP_PORTS=5080 DOTNET_NOLOGO=1
EXPOSE 5080
USER $APP_UID

# The image has no other HTTP client: the program asks itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["dotnet", "Pkernfs.Web.dll", "health"]

ENTRYPOINT ["dotnet", "Pkernfs.Web.dll"]
