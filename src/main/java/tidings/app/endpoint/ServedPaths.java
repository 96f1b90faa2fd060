package tidings.app.endpoint;

import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import tidings.app.configuration.Features;
import tidings.app.configuration.Features.Feature;

/**
 * Leaves the calls out of {@code /openapi} that this node does not serve. MicroProfile OpenAPI
 * finds it by {@code mp.openapi.filter}.
 */
public class ServedPaths implements OASFilter {

  private static final List<String> OF_PUSH =
      List.of("/api/events", "/api/connections", "/api/admin/dead-letters");

  private static final List<String> OF_RUNS =
      List.of(
          "/api/chat",
          "/api/agents",
          "/api/graphs",
          "/api/runs",
          "/api/conversations",
          "/api/tools",
          "/v1");

  @Override
  public void filterOpenAPI(OpenAPI document) {
    var features = Features.of(ConfigProvider.getConfig());
    if (!features.has(Feature.PUSH)) {
      remove(document, OF_PUSH);
    }
    if (!features.has(Feature.RUNS)) {
      remove(document, OF_RUNS);
    }
  }

  private static void remove(OpenAPI document, List<String> prefixes) {
    var paths = document.getPaths();
    for (var path : List.copyOf(paths.getPathItems().keySet())) {
      if (prefixes.stream().anyMatch(prefix -> (path + "/").startsWith(prefix + "/"))) {
        paths.removePathItem(path);
      }
    }
  }
}
