package tidings.runs.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;
import tidings.event.codec.RequestJson;
import tidings.platform.http.BadRequestException;
import tidings.runs.model.LanguageModel;

/** The body of a request that starts a run; collects its faults. One thread. */
public final class RunStartRequest {

  /** Maximum number of texts in an array. */
  static final int MAX_TEXTS = 200;

  private final ObjectNode body;
  private final Faults faults = new Faults();

  private RunStartRequest(ObjectNode body) {
    this.body = body;
  }

  /**
   * @throws BadRequestException if the body is not a JSON object
   */
  public static RunStartRequest of(byte[] body) {
    try {
      if (RequestJson.read(body) instanceof ObjectNode object) {
        return new RunStartRequest(object);
      }
      throw fault("", "the body must be a JSON object");
    } catch (JsonProcessingException e) {
      throw fault("", "the body is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static BadRequestException fault(String field, String message) {
    return new BadRequestException(List.of(new Fault(field, message)));
  }

  /** The body itself. */
  public ObjectNode json() {
    return body;
  }

  /** A required text. */
  public String required(String field) {
    var value = body.path(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      faults.add(field, "must be a text that is not empty");
      return "";
    }
    return value.asText();
  }

  /** An optional text; empty if it is missing. */
  public String optional(String field) {
    var value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      faults.add(field, "must be a text");
      return "";
    }
    return value.asText();
  }

  /** An array of texts; empty if it is missing. */
  public List<String> texts(String field) {
    var value = body.path(field);
    var texts = new ArrayList<String>();
    if (value.isMissingNode() || value.isNull()) {
      return texts;
    }
    if (!value.isArray()) {
      faults.add(field, "must be an array of texts");
      return texts;
    }
    if (value.size() > MAX_TEXTS) {
      faults.add(field, "must have at most " + MAX_TEXTS + " texts");
      return texts;
    }
    for (int i = 0; i < value.size(); i++) {
      if (value.path(i).isTextual()) {
        texts.add(value.path(i).asText());
      } else {
        faults.add(field + "[" + i + "]", "must be a text");
      }
    }
    return texts;
  }

  public boolean flag(String field, boolean otherwise) {
    var value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      faults.add(field, "must be true or false");
    }
    return value.asBoolean(otherwise);
  }

  /** Adds a fault if callers may not ask for this model, or its name is too long. */
  public void requireOffered(LanguageModel model, String field) {
    var name = body.path(field).asText("");
    if (name.length() > LanguageModel.MAX_NAME) {
      faults.add(field, "must have at most " + LanguageModel.MAX_NAME + " characters");
    } else if (!name.isBlank() && !model.offers(name)) {
      faults.add(field, "unknown model '" + name + "'");
    }
  }

  /** Adds a fault. */
  public void refuse(String field, String message) {
    faults.add(field, message);
  }

  /**
   * @throws BadRequestException if there are faults, naming all of them
   */
  public void check() {
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults.list());
    }
  }
}
