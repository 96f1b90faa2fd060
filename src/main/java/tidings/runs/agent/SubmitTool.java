package tidings.runs.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import tidings.event.codec.Fault;
import tidings.platform.security.Caller;
import tidings.runs.loop.Messages;
import tidings.runs.run.RunFrame;
import tidings.runs.tool.HttpToolDefinition;
import tidings.runs.tool.OwnTools;
import tidings.runs.tool.Schema;

/** The tool by which an agent submits a tool: a call of an HTTP service. */
final class SubmitTool extends Submission {

  /** The required fields of a submitted tool. */
  static final List<String> FIELDS =
      List.of("analysis", "todo", "tool_name", "tool_description", "method", "url", "parameters");

  private final OwnTools tools;

  SubmitTool(OwnTools tools) {
    super(FIELDS);
    this.tools = tools;
  }

  @Override
  public String name() {
    return "submit_tool";
  }

  @Override
  public String description() {
    return "Submits the tool. Its faults are reported: correct them and submit it again.";
  }

  @Override
  public ObjectNode parameters() {
    var schema =
        mayReplace(
            Schema.object()
                .required(
                    "analysis", "string", "what is required, in your words", "Look up weather.")
                .required(
                    "todo", "string", "what the tool does, step by step", "1. ask the service")
                .required("tool_name", "string", "A-Z a-z 0-9 _ -, at most 64", "weather")
                .required(
                    "tool_description",
                    "string",
                    "for the model that is to call it: what it does, and when to call it",
                    "The weather of a city, now.")
                .required("method", "string", "GET, POST, PUT, PATCH or DELETE", "GET")
                .required(
                    "url",
                    "string",
                    "absolute; {name} in its path or query stands for that argument. Other"
                        + " arguments go into the query of GET and DELETE, and into a JSON body"
                        + " else",
                    "https://weather.example.com/cities/{city}"));
    schema.withArrayProperty("required").add("parameters");
    var properties = schema.withObjectProperty("properties");
    var parameters = properties.putObject("parameters").put("type", "object");
    parameters.put("description", "JSON Schema of the tool's arguments, of type object");
    var city = Schema.object().required("city", "string", "its name", "Oslo").json();
    parameters.putArray("examples").add(city);
    properties
        .putObject("headers")
        .put("type", "object")
        .put("description", "headers of the request, as texts; nothing secret");
    return schema;
  }

  @Override
  String nameField() {
    return "tool_name";
  }

  @Override
  boolean exists(Caller caller, String name) {
    return tools.find(caller.user(), name).isPresent();
  }

  @Override
  List<Fault> faults(ObjectNode arguments, Caller caller) {
    return HttpToolDefinition.read(definition(arguments)) instanceof HttpToolDefinition.Read.Bad bad
        ? bad.faults()
        : List.of();
  }

  @Override
  void save(ObjectNode arguments, Caller caller) {
    tools.save(caller.user(), definition(arguments));
  }

  private static ObjectNode definition(ObjectNode arguments) {
    var definition = Messages.object();
    definition.set("name", arguments.path("tool_name"));
    definition.set("description", arguments.path("tool_description"));
    for (var field : List.of("method", "url", "parameters", "headers")) {
      if (arguments.has(field)) {
        definition.set(field, arguments.path(field));
      }
    }
    return definition;
  }

  @Override
  RunFrame completion(ObjectNode arguments) {
    var name = arguments.path("tool_name").asText();
    var host = URI.create(arguments.path("url").asText().replaceAll("[{}]", "")).getRawAuthority();
    var callable =
        tools.mayCall(host)
            ? ""
            : "; it can be called once tidings.tools.hosts has " + host + " among its hosts";
    return new RunFrame.Completion(
        "The tool '" + name + "' is saved" + inPlace() + callable, null, name);
  }
}
