package tidings.app.runs;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.platform.security.AuditTrail;
import tidings.runs.conversation.store.Definitions;
import tidings.runs.tool.HttpToolSettings;
import tidings.runs.tool.McpSettings;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolAccess;
import tidings.runs.tool.Toolbox;

/** Creates the tools of runs, once for the application. */
public class ToolWiring {

  @Produces
  @Singleton
  OwnTools ownTools(
      Definitions definitions,
      @ConfigProperty(name = "tidings.tools.hosts") Optional<Set<String>> hosts,
      @ConfigProperty(name = "tidings.tools.headers") List<String> headers,
      @ConfigProperty(name = "tidings.tools.timeout") TimeSpan timeout) {
    return new OwnTools(
        definitions,
        new HttpToolSettings(hosts.orElse(Set.of()), Set.copyOf(headers), timeout.length()));
  }

  @Produces
  @Singleton
  McpSettings mcp(
      @ConfigProperty(name = "tidings.mcp.servers") Optional<List<String>> servers,
      @ConfigProperty(name = "tidings.mcp.timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.mcp.environment") Optional<List<String>> environment) {
    return new McpSettings(
        Trimmed.list(servers).stream().map(McpSettings.Server::of).toList(),
        timeout.length(),
        Set.copyOf(Trimmed.list(environment)));
  }

  @Produces
  @Singleton
  Toolbox toolbox(
      @Any Instance<Tool> builtIn,
      OwnTools own,
      McpSettings mcp,
      AuditTrail audit,
      @ConfigProperty(name = "tidings.tools.groups") Optional<List<String>> groups) {
    var inOrder = builtIn.stream().sorted(Comparator.comparing(Tool::name)).toList();
    return new Toolbox(inOrder, own::of, mcp, ToolAccess.of(Trimmed.list(groups)), audit);
  }

  void stop(@Disposes OwnTools own) {
    own.close();
  }

  void stop(@Disposes Toolbox toolbox) {
    toolbox.close();
  }
}
