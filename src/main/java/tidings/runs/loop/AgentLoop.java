package tidings.runs.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.Run;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunFrame.Call;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

/** A model that answers and calls its tools as often as it needs, up to a limit. One thread. */
public final class AgentLoop {

  private static final Logger LOG = Logger.getLogger(AgentLoop.class.getName());

  /** Maximum length of a tool's text that a model is sent. */
  private static final int MAX_RESULT = 64 << 10;

  private final Run run;
  private final LanguageModel model;
  private final RoundTranscript transcript;
  private final Options options;
  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final List<String> toolTexts = new ArrayList<>();

  /**
   * The model and its limits.
   *
   * @param modelName as the model's server knows it
   * @param maxCalls maximum number of model calls in this turn
   * @param graphNode the node of a graph that this is; null outside of graphs
   */
  public record Options(
      String modelName, List<Tool> tools, Caller caller, int maxCalls, @Nullable String graphNode) {
    public Options {
      tools = List.copyOf(tools);
    }
  }

  /** The result of a turn. */
  public sealed interface Ending {
    /** The model gave its final answer. */
    record Answered(String text) implements Ending {}

    /** The model asked for tool calls after its last allowed call; they were refused. */
    record CallLimitReached(String text) implements Ending {}

    /** A {@link TerminalTool tool that ends the turn} was called. */
    record Ended(String text, ToolCalled by) implements Ending {}
  }

  /**
   * A call of a tool that ends the turn.
   *
   * @param arguments as the model wrote them
   */
  public record ToolCalled(String name, ObjectNode arguments) {}

  /**
   * A tool whose successful call ends the turn: of several such calls in one turn only the first
   * takes effect.
   */
  public interface TerminalTool extends Tool {}

  public AgentLoop(Run run, LanguageModel model, RoundTranscript transcript, Options options) {
    this.run = run;
    this.model = model;
    this.transcript = transcript;
    this.options = options;
    options.tools().forEach(tool -> tools.put(tool.name(), tool));
  }

  /**
   * Runs the turn. Frames and messages go out as they arrive.
   *
   * @param history the messages for the model, in the form in which it may be sent them, the newest
   *     last
   * @throws RunException if the model fails
   */
  public Ending runTurn(List<ObjectNode> history) throws InterruptedException {
    var messages = new ArrayList<ObjectNode>(history);
    for (int call = 1; ; call++) {
      var reply = callModel(messages, call);
      if (reply.toolCalls().isEmpty()) {
        return new Ending.Answered(reply.text());
      }
      messages.add(Messages.forModel(reply.message(), options.modelName()));
      if (call >= options.maxCalls()) {
        refuse(reply.toolCalls());
        return new Ending.CallLimitReached(reply.text());
      }
      var results = callTools(reply.toolCalls());
      for (var result : results) {
        if (result.endedBy != null) {
          return new Ending.Ended(reply.text(), result.endedBy);
        }
        messages.add(result.message);
        toolTexts.add(result.message.path("content").asText());
      }
    }
  }

  /** The results of its tools, in the order of the calls. */
  public List<String> toolTexts() {
    return List.copyOf(toolTexts);
  }

  private Reply callModel(List<ObjectNode> messages, int number) throws InterruptedException {
    var request = Messages.JSON.createObjectNode().put("model", options.modelName());
    request.putArray("messages").addAll(messages);
    if (!tools.isEmpty()) {
      var offered = request.putArray("tools");
      for (var tool : tools.values()) {
        var one = offered.addObject().put("type", "function").putObject("function");
        one.put("name", tool.name()).put("description", tool.description());
        one.set("parameters", tool.parameters());
      }
    }
    var prefix = options.graphNode() == null ? "" : options.graphNode() + "-";
    var call =
        new Call(
            "chatcmpl-" + run.id() + "-" + prefix + number,
            run.info().created().getEpochSecond(),
            options.modelName(),
            options.graphNode());
    var reply = new ReplyBuilder(run, call);
    transcript.begin(reply);
    try {
      model.stream(request, reply::add);
    } finally {
      run.addUsage(reply.usage());
    }
    return reply.reply();
  }

  /** The result of one call. */
  private record Result(ObjectNode message, @Nullable ToolCalled endedBy) {}

  /** Runs all calls in parallel; each result goes out without delay. */
  private List<Result> callTools(List<Reply.ToolCall> calls) throws InterruptedException {
    var results = new ArrayList<Result>(calls.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (var future : start(calls, threads)) {
          results.add(future.get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    return results;
  }

  /** Tools that end the turn are called in order, and none after the first that succeeded. */
  private List<Future<Result>> start(List<Reply.ToolCall> calls, ExecutorService threads)
      throws InterruptedException {
    var futures = new ArrayList<Future<Result>>(calls.size());
    ToolCalled ended = null;
    for (var call : calls) {
      if (!(tools.get(call.name()) instanceof TerminalTool)) {
        futures.add(threads.submit(() -> call(call)));
        continue;
      }
      var result = ended == null ? call(call) : tooLate(call, ended);
      ended = result.endedBy == null ? ended : result.endedBy;
      futures.add(CompletableFuture.completedFuture(result));
    }
    return futures;
  }

  private Result tooLate(Reply.ToolCall call, ToolCalled ended) {
    var text = "Error: not called, as %s has ended the turn".formatted(ended.name());
    return new Result(toolMessage(call.id(), text, true), null);
  }

  private Result call(Reply.ToolCall call) throws InterruptedException {
    ToolCalled endedBy = null;
    boolean isError = false;
    String text;
    try {
      var tool = tools.get(call.name());
      if (tool == null) {
        throw new ToolException("unknown tool '" + call.name() + "'");
      }
      var arguments = arguments(call);
      text = truncate(tool.call(arguments, options.caller()));
      endedBy = tool instanceof TerminalTool ? new ToolCalled(call.name(), arguments) : null;
    } catch (ToolException e) {
      LOG.log(Level.FINE, e, () -> "Tool " + call.name() + " failed in run " + run.id());
      text = "Error: " + e.message();
      isError = true;
    } catch (RunException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          e,
          () ->
              "Tool " + call.name() + " crashed in run " + run.id() + "; the model gets an error");
      text = "Error: the tool failed unexpectedly";
      isError = true;
    }
    return new Result(toolMessage(call.id(), text, isError), endedBy);
  }

  private static ObjectNode arguments(Reply.ToolCall call) {
    try {
      var text = call.arguments().isBlank() ? "{}" : call.arguments();
      if (Messages.JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new ToolException("the arguments are not a JSON object");
    } catch (JsonProcessingException e) {
      throw new ToolException("the arguments are not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String truncate(String text) {
    return text.length() <= MAX_RESULT
        ? text
        : text.substring(0, MAX_RESULT)
            + "\n… (%d characters more)".formatted(text.length() - MAX_RESULT);
  }

  private void refuse(List<Reply.ToolCall> calls) {
    for (var call : calls) {
      toolMessage(
          call.id(),
          "Error: not called, the turn reached its limit of " + options.maxCalls() + " model calls",
          true);
    }
  }

  private ObjectNode toolMessage(String callId, String text, boolean isError) {
    var message = Messages.tool(callId, text);
    if (options.graphNode() != null) {
      message.put("node_name", options.graphNode());
    }
    if (isError) {
      message.put("is_error", true);
    }
    run.emit(new RunFrame.ToolResult(options.graphNode(), callId, text, isError));
    transcript.add(message);
    return Messages.forModel(message);
  }
}
