using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Sessions;

/// <summary>Runs the default scenario while the server starts, so that its first visitor does not wait for it.</summary>
public sealed class WarmStart(SessionStore store) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => store.Preview(ScenarioLibrary.Default), stoppingToken);
}
