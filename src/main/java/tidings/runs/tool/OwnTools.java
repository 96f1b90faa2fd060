package tidings.runs.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.event.codec.Fault;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Definition;
import tidings.runs.conversation.Definition.Kind;
import tidings.runs.conversation.store.Definitions;

/** The tools that users define, each user's own. Thread-safe. */
public final class OwnTools implements AutoCloseable {

  /** Name of the server that contains them, for their owner. */
  public static final String SERVER = "own";

  private static final Logger LOG = Logger.getLogger(OwnTools.class.getName());

  private final Definitions definitions;
  private final HttpToolSettings settings;
  private final HttpClient http;

  public OwnTools(Definitions definitions, HttpToolSettings settings) {
    this.definitions = definitions;
    this.settings = settings;
    http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  /**
   * All tools of an owner, by name.
   *
   * @throws ToolException if the database is unavailable
   */
  public List<Tool> of(String owner) {
    try {
      return definitions.list(owner, Kind.TOOL, this::tool).stream()
          .flatMap(Optional::stream)
          .toList();
    } catch (ConversationsUnavailableException e) {
      throw new ToolException("your tools cannot be looked up: " + e.getMessage(), e);
    }
  }

  private Optional<Tool> tool(Definition saved) {
    return switch (HttpToolDefinition.read(saved.definition())) {
      case HttpToolDefinition.Read.Good good ->
          Optional.of(new HttpTool(good.tool(), settings, http));
      case HttpToolDefinition.Read.Bad bad -> {
        LOG.log(
            Level.WARNING,
            () ->
                "The tool %s of %s is left out: %s"
                    .formatted(saved.name(), saved.owner(), describe(bad.faults())));
        yield Optional.empty();
      }
    };
  }

  /** The definition as it was saved. */
  public Optional<ObjectNode> find(String owner, String name) {
    return definitions.find(owner, Kind.TOOL, name).map(Definition::definition);
  }

  /**
   * Saves a definition under its name and replaces an existing one.
   *
   * @return its faults; empty: it is saved
   * @throws tidings.platform.limits.QuotaExceededException if it is too large, or the owner is at
   *     their limit
   */
  public List<Fault> save(String owner, ObjectNode definition) {
    return switch (HttpToolDefinition.read(definition)) {
      case HttpToolDefinition.Read.Good good -> {
        definitions.save(owner, Kind.TOOL, good.tool().name(), definition);
        yield List.of();
      }
      case HttpToolDefinition.Read.Bad bad -> bad.faults();
    };
  }

  /**
   * @return whether there was one
   */
  public boolean delete(String owner, String name) {
    return definitions.delete(owner, Kind.TOOL, name);
  }

  /** Whether the configuration of this server allows calls to this host. */
  public boolean mayCall(String host) {
    return settings.allows(host);
  }

  /** All faults in one line. */
  public static String describe(List<Fault> faults) {
    return String.join("; ", faults.stream().map(Fault::toString).toList());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
