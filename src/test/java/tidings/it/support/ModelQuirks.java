package tidings.it.support;

import static tidings.it.support.ModelQuirk.cut;
import static tidings.it.support.ModelQuirk.document;
import static tidings.it.support.ModelQuirk.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tidings.it.support.ModelQuirk.Call;
import tidings.it.support.ModelQuirk.Failure;
import tidings.it.support.ModelQuirk.Outcome;
import tidings.it.support.ModelQuirk.Whole;

/**
 * The quirks of model servers, as vLLM, Ollama, llama.cpp, SGLang, TGI, LiteLLM, OpenRouter,
 * DeepSeek, Gemini, Azure, Mistral and Groq show or have shown them. Quotation marks are written as
 * apostrophes.
 */
public final class ModelQuirks {

  private static final String DONE = "data: [DONE]\n\n";

  /** A finish, usage and the mark of the end, as OpenAI writes them. */
  private static final String STOP = finish("stop") + usage() + DONE;

  private static final String CALLS = finish("tool_calls") + usage() + DONE;
  private static final Outcome HELLO = whole("Hello");
  private static final Outcome ONE_CALL = calls(new Call("add", "{\"n\":1}"));
  private static final Outcome TWO_CALLS =
      calls(new Call("add", "{\"n\":1}"), new Call("sub", "{\"n\":2}"));
  private static final Outcome TWICE =
      calls(new Call("add", "{\"n\":1}"), new Call("add", "{\"n\":2}"));

  private static final List<ModelQuirk> ALL =
      Stream.of(
              toolCalls(),
              moreToolCalls(),
              endings(),
              errors(),
              contents(),
              framing(),
              values(),
              choices())
          .flatMap(List::stream)
          .toList();

  private ModelQuirks() {}

  public static List<ModelQuirk> all() {
    return ALL;
  }

  static ModelQuirk named(String name) {
    return ALL.stream()
        .filter(quirk -> quirk.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown quirk " + name));
  }

  private static Outcome whole(String text) {
    return new Whole(text, "", List.of(), "stop", 8);
  }

  private static Outcome calls(Call... calls) {
    return new Whole("", "", List.of(calls), "tool_calls", 8);
  }

  private static String event(String json) {
    return "data: " + json.replace('\'', '"') + "\n\n";
  }

  private static String chunk(String choices, String more) {
    return event(
        "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'q','choices':[%s]%s}"
            .formatted(choices, more));
  }

  private static String choice(String delta, String finish) {
    return "{'index':0,'delta':%s,'finish_reason':%s}".formatted(delta, finish);
  }

  private static String delta(String delta) {
    return chunk(choice(delta, "null"), "");
  }

  private static String say(String text) {
    return delta("{'content':'" + text + "'}");
  }

  private static String call(String piece) {
    return delta("{'tool_calls':[" + piece + "]}");
  }

  private static String calls(String... pieces) {
    return String.join("", Arrays.stream(pieces).map(ModelQuirks::call).toList());
  }

  private static String finish(String reason) {
    return chunk(choice("{}", "'" + reason + "'"), "");
  }

  private static String usage() {
    return chunk("", ",'usage':" + used());
  }

  private static String used() {
    return "{'prompt_tokens':5,'completion_tokens':3,'total_tokens':8}";
  }

  private static String hello() {
    return say("Hel") + say("lo");
  }

  private static ModelQuirk tools(String name, Outcome outcome, String... pieces) {
    return stream("tool-calls-" + name, calls(pieces) + CALLS, outcome);
  }

  private static List<ModelQuirk> toolCalls() {
    return List.of(
        tools(
            "without-index",
            TWO_CALLS,
            "{'id':'a','function':{'name':'add','arguments':'{\\\"n\\\"'}}",
            "{'function':{'arguments':':1}'}}",
            "{'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":'}}",
            "{'id':'b','function':{'arguments':'2}'}}"),
        tools(
            "of-one-index",
            TWO_CALLS,
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':0,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "of-one-index-in-pieces",
            TWICE,
            "{'index':0,'id':'a','function':{'name':'add','arguments':''}}",
            "{'index':0,'id':'','function':{'name':'','arguments':'{\\\"n\\\":'}}",
            "{'index':0,'id':'','function':{'name':'','arguments':'1}'}}",
            "{'index':0,'id':'b','function':{'name':'add','arguments':''}}",
            "{'index':0,'id':null,'function':{'name':null,'arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "of-one-index-without-ids",
            TWICE,
            "{'index':0,'id':'','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':0,'id':'','function':{'name':'add','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "of-one-index-interleaved-by-id",
            TWO_CALLS,
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\"'}}",
            "{'index':0,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\"'}}",
            "{'index':0,'id':'a','function':{'arguments':':1}'}}",
            "{'index':0,'id':'b','function':{'arguments':':2}'}}"),
        tools(
            "with-empty-id-and-name-later",
            TWO_CALLS,
            "{'index':0,'id':'a','type':'function','function':{'name':'add','arguments':''}}",
            "{'index':0,'id':'','type':'','function':{'name':'','arguments':'{\\\"n\\\":1}'}}",
            "{'index':1,'id':'b','type':'function','function':{'name':'sub','arguments':''}}",
            "{'index':1,'id':'','type':'','function':{'name':'','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "with-name-repeated",
            ONE_CALL,
            "{'index':0,'id':'a','function':{'name':'add','arguments':''}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":'}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':'1}'}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':''}}"),
        tools(
            "with-another-id-in-each-piece",
            ONE_CALL,
            "{'index':0,'id':'a1','function':{'name':'add','arguments':''}}",
            "{'index':0,'id':'a2','function':{'arguments':'{\\\"n\\\":'}}",
            "{'index':0,'id':'a3','function':{'arguments':'1}'}}"),
        tools(
            "with-arguments-as-object",
            TWO_CALLS,
            "{'index':0,'id':'a','function':{'name':'add','arguments':{'n':1}}}",
            "{'index':1,'id':'b','function':{'name':'sub','arguments':{'n':2}}}"),
        tools(
            "with-a-gap",
            TWO_CALLS,
            "{'index':3,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':7,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "with-huge-index",
            TWO_CALLS,
            "{'index':2147483647,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':900719925474099,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "interleaved",
            TWO_CALLS,
            "{'index':0,'id':'a','function':{'name':'add','arguments':''}}",
            "{'index':1,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\"'}}",
            "{'index':0,'function':{'arguments':'{\\\"n\\\":1}'}}",
            "{'index':1,'function':{'arguments':':2}'}}"));
  }

  private static List<ModelQuirk> moreToolCalls() {
    return List.of(
        stream(
            "function-call",
            delta(
                    "{'role':'assistant','content':null,'function_call':{'name':'add','arguments':''}}")
                + delta("{'function_call':{'arguments':'{\\\"n\\\":'}}")
                + delta("{'function_call':{'arguments':'1}'}}")
                + finish("function_call")
                + usage()
                + DONE,
            ONE_CALL),
        tools(
            "without-ids",
            TWO_CALLS,
            "{'index':0,'function':{'name':'add','arguments':'{\\\"n\\\":'}}",
            "{'index':0,'function':{'arguments':'1}'}}",
            "{'index':1,'function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "without-index-and-ids-in-one-chunk",
            TWICE,
            "{'function':{'name':'add','arguments':'{\\\"n\\\":1}'}},"
                + "{'function':{'name':'add','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "without-index-and-ids-one-after-another",
            TWICE,
            "{'function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'function':{'name':'add','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "with-arguments-repeated-at-the-end",
            ONE_CALL,
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\"'}}",
            "{'index':0,'function':{'arguments':':1}'}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}"),
        tools(
            "with-all-arguments-so-far",
            ONE_CALL,
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{'}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\"'}}",
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}"),
        tools(
            "without-arguments",
            calls(new Call("now", "{}"), new Call("now", "{}"), new Call("now", "{}")),
            "{'index':0,'id':'a','function':{'name':'now','arguments':''}}",
            "{'index':1,'id':'b','function':{'name':'now'}}",
            "{'index':2,'id':'c','function':{'name':'now','arguments':null}}"),
        tools(
            "with-an-empty-object-first",
            ONE_CALL,
            "{'index':0,'id':'a','function':{'name':'add','arguments':'{}'}}",
            "{'index':0,'function':{'arguments':'{\\\"n\\\"'}}",
            "{'index':0,'function':{'arguments':':1}'}}"),
        stream(
            "tool-calls-as-object",
            delta(
                    "{'tool_calls':{'index':0,'id':'a',"
                        + "'function':{'name':'add','arguments':'{\\\"n\\\":1}'}}}")
                + CALLS,
            ONE_CALL),
        tools(
            "with-one-id",
            TWO_CALLS,
            "{'index':0,'id':'call','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':1,'id':'call','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        tools(
            "with-the-name-late",
            ONE_CALL,
            "{'index':0,'id':'a','function':{'arguments':'{\\\"n\\\"'}}",
            "{'index':0,'function':{'name':'add','arguments':':1}'}}"),
        tools("without-function", ONE_CALL, "{'id':'a','name':'add','arguments':{'n':1}}"),
        tools(
            "with-index-as-text",
            TWO_CALLS,
            "{'index':'0','id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
            "{'index':'1','id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
        stream(
            "tool-calls-that-stop",
            calls("{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}")
                + STOP,
            ONE_CALL),
        stream(
            "too-many-tool-calls",
            String.join(
                    "",
                    IntStream.range(0, 129)
                        .mapToObj(
                            i ->
                                call(
                                    "{'index':%d,'id':'i%d','function':{'name':'add','arguments':'{}'}}"
                                        .formatted(i, i)))
                        .toList())
                + CALLS,
            new Failure("more than 128 tool calls")));
  }

  private static String emptyFinish(String text) {
    return chunk(choice("{'content':'" + text + "'}", "''"), "");
  }

  private static String withoutFinish(String delta) {
    return chunk("{'index':0,'delta':%s}".formatted(delta), "");
  }

  private static List<ModelQuirk> endings() {
    var untold = new Whole("Hello", "", List.of(), "stop", 0);
    return List.of(
        stream("finish-empty", emptyFinish("Hel") + emptyFinish("lo") + STOP, HELLO),
        stream(
            "finish-empty-to-the-end",
            emptyFinish("Hel") + emptyFinish("lo") + usage() + DONE,
            HELLO),
        stream(
            "finish-first",
            chunk(choice("{'role':'assistant','content':''}", "'stop'"), "")
                + hello()
                + usage()
                + DONE,
            HELLO),
        stream("finish-early", say("Hel") + finish("stop") + say("lo") + usage() + DONE, HELLO),
        stream(
            "finish-in-each-chunk",
            chunk(choice("{'content':'Hel'}", "'stop'"), "")
                + chunk(choice("{'content':'lo'}", "'stop'"), "")
                + usage()
                + DONE,
            HELLO),
        stream(
            "finish-absent",
            withoutFinish("{'content':'Hel'}") + withoutFinish("{'content':'lo'}") + usage() + DONE,
            HELLO),
        stream("finish-null-and-done", hello() + DONE, new Failure("without a finish reason")),
        stream(
            "finish-absent-and-half-a-call",
            withoutFinish(
                    "{'tool_calls':[{'index':0,'id':'a',"
                        + "'function':{'name':'add','arguments':'{\\\"n\\\"'}}]}")
                + DONE,
            new Failure("without a finish reason")),
        stream("done-at-once", DONE, new Failure("without an answer")),
        stream("closed-without-done", hello() + finish("stop") + usage(), HELLO),
        stream("closed-without-usage", hello() + finish("stop"), untold),
        stream("closed-without-finish", hello(), new Failure("cut before it had finished")),
        stream(
            "closed-behind-an-early-finish",
            say("Hel") + finish("stop") + say("lo"),
            new Failure("cut before it had finished")),
        cut("cut-behind-the-finish", hello() + finish("stop"), untold),
        cut("cut", hello(), new Failure("broke before it had finished")),
        cut(
            "cut-behind-an-early-finish",
            say("Hel") + finish("stop") + say("lo"),
            new Failure("broke before it had finished")),
        stream("finish-error", hello() + finish("error") + DONE, new Failure("'error'")),
        stream("finish-abort", hello() + finish("abort") + DONE, new Failure("'abort'")),
        stream(
            "finish-insufficient-resource",
            hello() + finish("insufficient_system_resource") + DONE,
            new Failure("insufficient_system_resource")));
  }

  private static List<ModelQuirk> errors() {
    var outOfMemory = new Failure("out of memory");
    return List.of(
        stream(
            "error-field",
            hello()
                + "error: {'code':500,'message':'out of memory','type':'server_error'}\n\n"
                    .replace('\'', '"')
                + DONE,
            outOfMemory),
        stream(
            "event-error",
            hello() + "event: error\n" + event("{'message':'out of memory'}") + DONE,
            outOfMemory),
        stream(
            "event-error-as-text", hello() + "event: error\ndata: out of memory\n\n", outOfMemory),
        stream(
            "error-object",
            hello() + event("{'error':{'message':'out of memory','code':502}}") + DONE,
            outOfMemory),
        stream("error-text", hello() + event("{'error':'out of memory'}") + DONE, outOfMemory),
        stream(
            "error-in-a-list",
            hello() + event("[{'error':{'message':'out of memory'}}]"),
            outOfMemory),
        stream(
            "object-error",
            hello() + event("{'object':'error','message':'out of memory','code':500}") + DONE,
            outOfMemory),
        stream(
            "type-error",
            hello() + event("{'type':'error','error':{'message':'out of memory'}}") + DONE,
            outOfMemory),
        stream("error-detail", hello() + event("{'detail':'out of memory'}"), outOfMemory),
        stream(
            "error-beside-choices",
            hello()
                + chunk(choice("{}", "'error'"), ",'error':{'code':502,'message':'out of memory'}")
                + DONE,
            outOfMemory),
        stream(
            "error-in-the-choice",
            hello()
                + chunk(
                    "{'index':0,'delta':{},'finish_reason':'error','error':{'message':'out of"
                        + " memory'}}",
                    "")
                + DONE,
            outOfMemory),
        stream(
            "no-error-in-each-chunk",
            chunk(choice("{'content':'Hel'}", "null"), ",'error':null")
                + chunk(choice("{'content':'lo'}", "null"), ",'error':''")
                + STOP,
            HELLO),
        stream(
            "error-of-minimax",
            event("{'choices':null,'base_resp':{'status_code':1008,'status_msg':'out of memory'}}")
                + DONE,
            outOfMemory),
        stream(
            "error-of-qianfan",
            event("{'error_code':17,'error_msg':'out of memory'}"),
            outOfMemory),
        document(
            "errors-in-200",
            "application/json",
            json("{'success':false,'errors':[{'code':1,'message':'out of memory'}]}"),
            outOfMemory),
        stream(
            "no-error-of-minimax",
            chunk(choice("{'content':'Hello'}", "null"), ",'base_resp':{'status_code':0}") + STOP,
            HELLO),
        stream(
            "finish-network-error",
            hello() + finish("network_error") + DONE,
            new Failure("network_error")),
        stream("not-json", hello() + "data: Internal Server Error\n\n", new Failure("valid JSON")),
        document(
            "error-in-200",
            "application/json",
            "{\"error\":{\"message\":\"out of memory\",\"type\":\"x\"}}",
            outOfMemory),
        document(
            "error-list-in-200",
            "application/json; charset=UTF-8",
            "[{\"error\":{\"code\":400,\"message\":\"out of memory\",\"status\":\"X\"}}]",
            outOfMemory),
        document("page-in-200", "text/html", "<html>Sign in</html>", new Failure("a page")));
  }

  private static List<ModelQuirk> contents() {
    var thought = new Whole("Hello", "Hmm", List.of(), "stop", 8);
    return List.of(
        stream(
            "content-parts",
            delta("{'content':[{'type':'text','text':'Hel'}]}")
                + delta("{'content':[{'type':'text','text':'l'},{'type':'text','text':'o'}]}")
                + STOP,
            HELLO),
        stream("content-part", delta("{'content':{'type':'text','text':'Hello'}}") + STOP, HELLO),
        stream("content-texts", delta("{'content':['Hel','lo']}") + STOP, HELLO),
        stream(
            "thinking-parts",
            delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hmm'}]}]}")
                + delta("{'content':[{'type':'text','text':'Hello'}]}")
                + STOP,
            thought),
        stream("refusal", delta("{'refusal':'Hel'}") + delta("{'refusal':'lo'}") + STOP, HELLO),
        stream(
            "refusal-part",
            delta("{'content':[{'type':'refusal','refusal':'Hello'}]}") + STOP,
            HELLO),
        stream(
            "reasoning",
            delta("{'reasoning':'Hm'}") + delta("{'reasoning':'m'}") + hello() + STOP,
            thought),
        stream(
            "reasoning-content",
            delta("{'content':null,'reasoning_content':'Hmm'}")
                + delta("{'content':'Hello','reasoning_content':null}")
                + STOP,
            thought),
        stream("thinking", delta("{'thinking':'Hmm'}") + hello() + STOP, thought),
        stream(
            "reasoning-twice",
            delta(
                    "{'reasoning':'Hmm','reasoning_details':"
                        + "[{'type':'reasoning.text','text':'Hmm','index':0}]}")
                + hello()
                + STOP,
            thought));
  }

  private static List<ModelQuirk> framing() {
    var whole =
        "{'id':'c1','object':'chat.completion','created':1,'model':'q','choices':[{'index':0,"
            + "'message':%s,'finish_reason':%s}],'usage':%s}";
    return List.of(
        stream("comments", ": PROCESSING\n\n" + say("Hel") + ":\n\n" + say("lo") + STOP, HELLO),
        stream("crlf", (hello() + STOP).replace("\n", "\r\n"), HELLO),
        stream("cr", (hello() + STOP).replace("\n", "\r"), HELLO),
        stream("byte-order-mark", "\uFEFF" + hello() + STOP, HELLO),
        stream("no-space", (hello() + STOP).replace("data: ", "data:"), HELLO),
        stream("ids-and-names", "id: 1\nevent: message\n" + hello() + "retry: 10\n" + STOP, HELLO),
        stream("empty-data", "data:\n\n" + hello() + "data: \n\n" + STOP, HELLO),
        stream("data-in-lines", hello().replace(",\"created", ",\ndata: \"created") + STOP, HELLO),
        stream("no-blank-line-at-the-end", hello() + STOP.stripTrailing(), HELLO),
        stream("no-line-end-behind-the-usage", hello() + finish("stop") + usage().strip(), HELLO),
        stream("half-an-event-at-the-end", hello() + "data: {\"choi", new Failure("valid JSON")),
        stream("done-as-json", (hello() + STOP).replace("[DONE]", "\"[DONE]\""), HELLO),
        stream("done-twice", hello() + STOP + DONE, HELLO),
        stream("more-behind-done", hello() + STOP + say("!"), HELLO),
        stream("null-event", hello() + event("null") + STOP, HELLO),
        stream(
            "ping",
            say("Hel") + "event: ping\n" + event("{'type':'ping'}") + say("lo") + STOP,
            HELLO),
        stream("media-type-in-capitals", hello() + STOP, HELLO)
            .withHeaders("content-type: Text/Event-Stream;Charset=UTF-8\r\n"),
        stream("media-type-missing", hello() + STOP, HELLO).withHeaders(""),
        stream("media-type-wrong", hello() + STOP, HELLO)
            .withHeaders("Content-Type: application/json\r\n"),
        stream("gzip", hello() + STOP, HELLO).compressed(),
        document(
            "document",
            "Application/JSON; charset=utf-8",
            json(whole.formatted("{'role':'assistant','content':'Hello'}", "'stop'", used())),
            HELLO),
        document(
            "document-as-text",
            "text/plain",
            json(whole.formatted("{'role':'assistant','content':'Hello'}", "'stop'", used())),
            HELLO),
        document(
            "document-without-finish",
            "application/json",
            json(whole.formatted("{'content':'Hello'}", "null", used())),
            HELLO),
        document(
            "document-with-tool-calls",
            "application/json",
            json(
                whole.formatted(
                    "{'role':'assistant','content':null,'tool_calls':["
                        + "{'function':{'name':'add','arguments':{'n':1}}},"
                        + "{'function':{'name':'sub','arguments':{'n':2}}}]}",
                    "'stop'",
                    used())),
            TWO_CALLS),
        document(
            "document-with-parts",
            "application/json",
            json(
                whole.formatted(
                    "{'role':'assistant','content':[{'type':'text','text':'Hello'}]}",
                    "'stop'",
                    used())),
            HELLO),
        document(
            "document-cut",
            "application/json",
            json("{'id':'c1','choices':[{'message':{'content':'Hel"),
            new Failure("valid JSON")),
        document(
            "document-without-choices",
            "application/json",
            json("{'id':'c1','choices':[]}"),
            new Failure("without a choice")));
  }

  private static List<ModelQuirk> values() {
    var reasons = Map.of("STOP", "stop", "MAX_TOKENS", "length", "SAFETY", "content_filter");
    var calls = "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}";
    var quirks =
        new ArrayList<>(
            List.of(
                stream(
                    "tool-calls-in-capitals",
                    calls(calls) + finish("STOP") + usage() + DONE,
                    ONE_CALL),
                stream("tool-use", calls(calls) + finish("tool_use") + usage() + DONE, ONE_CALL),
                stream(
                    "half-a-character",
                    say("H\\ud83d") + say("\\ude00\\ud83d") + say("\\ude00") + STOP,
                    whole("H\ud83d\ude00\ud83d\ude00")),
                stream(
                    "tool-calls-with-half-a-character",
                    calls(
                            "{'index':0,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":\\\"\\ud83d'}}",
                            "{'index':0,'function':{'arguments':'\\ude00\\\"}'}}")
                        + CALLS,
                    calls(new Call("add", "{\"n\":\"\ud83d\ude00\"}"))),
                stream(
                    "usage-as-text",
                    hello()
                        + finish("stop")
                        + chunk(
                            "",
                            ",'usage':{'prompt_tokens':'5','completion_tokens':3.0,'total_tokens':'8'}")
                        + DONE,
                    HELLO),
                stream(
                    "usage-empty-in-each-chunk",
                    chunk(choice("{'content':'Hel'}", "null"), ",'usage':{}")
                        + chunk(choice("{'content':'lo'}", "null"), ",'usage':" + used())
                        + chunk(choice("{}", "'stop'"), ",'usage':{}")
                        + DONE,
                    HELLO),
                stream(
                    "created-with-a-fraction-and-id-a-number",
                    (hello() + STOP)
                        .replace("\"created\":1", "\"created\":1.5")
                        .replace("\"c1\"", "17"),
                    HELLO),
                stream(
                    "text-of-a-completion",
                    chunk("{'index':0,'text':'Hel','finish_reason':null}", "")
                        + chunk("{'index':0,'text':'lo','finish_reason':'stop'}", "")
                        + usage()
                        + DONE,
                    HELLO),
                tools(
                    "with-one-index-and-one-id",
                    TWO_CALLS,
                    "{'index':0,'id':'call','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
                    "{'index':0,'id':'call','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
                tools(
                    "that-are-the-same",
                    calls(new Call("add", "{\"n\":1}"), new Call("add", "{\"n\":1}")),
                    "{'index':0,'id':'','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
                    "{'index':0,'id':'','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}"),
                tools(
                    "counted-from-one",
                    TWO_CALLS,
                    "{'index':1,'id':'a','function':{'name':'add','arguments':'{\\\"n\\\":1}'}}",
                    "{'index':2,'id':'b','function':{'name':'sub','arguments':'{\\\"n\\\":2}'}}"),
                stream(
                    "finish-twice",
                    calls(calls)
                        + finish("tool_calls")
                        + chunk(
                            choice("{'role':'assistant','content':''}", "'tool_calls'"),
                            ",'usage':" + used())
                        + DONE,
                    ONE_CALL)));
    reasons.forEach(
        (theirs, ours) ->
            quirks.add(
                stream(
                    "finish-" + theirs,
                    hello() + finish(theirs) + usage() + DONE,
                    new Whole("Hello", "", List.of(), ours, 8))));
    return quirks;
  }

  private static List<ModelQuirk> choices() {
    var used = ",'usage':" + used();
    return List.of(
        stream(
            "azure",
            event(
                    "{'id':'','object':'','created':0,'model':'','choices':[],"
                        + "'prompt_filter_results':[{'prompt_index':0,'content_filter_results':{}}]}")
                + hello()
                + STOP,
            HELLO),
        stream(
            "content-filter",
            say("Hel") + finish("content_filter") + usage() + DONE,
            new Whole("Hel", "", List.of(), "content_filter", 8)),
        stream(
            "choices-missing",
            event("{'id':'c1','model':'q'}")
                + hello()
                + finish("stop")
                + event("{'id':'c1','usage':" + used() + "}")
                + DONE,
            HELLO),
        stream("choices-null", event("{'id':'c1','choices':null}") + hello() + STOP, HELLO),
        stream(
            "delta-null",
            hello() + chunk("{'index':0,'delta':null,'finish_reason':'stop'}", "") + usage() + DONE,
            HELLO),
        stream(
            "delta-missing",
            hello() + chunk("{'index':0,'finish_reason':'stop'}", "") + usage() + DONE,
            HELLO),
        stream(
            "message-instead-of-delta",
            chunk("{'index':0,'message':{'role':'assistant','content':'Hello'}}", "") + STOP,
            HELLO),
        stream(
            "index-missing",
            chunk("{'delta':{'content':'Hello'},'finish_reason':null}", "") + STOP,
            HELLO),
        stream(
            "role-empty",
            delta("{'role':'','content':'Hel'}") + delta("{'role':null,'content':'lo'}") + STOP,
            HELLO),
        stream(
            "head-missing",
            event("{'choices':[{'delta':{'content':'Hello'}}]}")
                + event("{'choices':[{'delta':{},'finish_reason':'stop'}]}")
                + usage()
                + DONE,
            HELLO),
        stream(
            "usage-in-each-chunk",
            chunk(choice("{'content':'Hel'}", "null"), used.replace("8", "6"))
                + chunk(choice("{'content':'lo'}", "null"), used.replace("8", "7"))
                + chunk(choice("{}", "'stop'"), used)
                + DONE,
            HELLO),
        stream(
            "usage-in-the-last-choice",
            hello() + chunk(choice("{}", "'stop'"), used) + DONE,
            HELLO),
        stream(
            "usage-null",
            chunk(choice("{'content':'Hello'}", "null"), ",'usage':null")
                + chunk(choice("{}", "'stop'"), ",'usage':null")
                + usage()
                + DONE,
            HELLO),
        stream("usage-first", usage() + hello() + finish("stop") + DONE, HELLO),
        stream(
            "usage-of-groq",
            hello()
                + chunk(choice("{}", "'stop'"), ",'x_groq':{'id':'r','usage':" + used() + "}")
                + DONE,
            HELLO),
        stream(
            "finish-with-the-last-word",
            say("Hel") + chunk(choice("{'content':'lo'}", "'stop'"), used) + DONE,
            HELLO));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
