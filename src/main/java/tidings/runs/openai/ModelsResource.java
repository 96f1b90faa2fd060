package tidings.runs.openai;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import tidings.runs.model.LanguageModel;

/** {@code GET /v1/models}. */
@Path("models")
@Singleton
public class ModelsResource {

  private final LanguageModel model;

  @Inject
  public ModelsResource(LanguageModel model) {
    this.model = model;
  }

  /** The list in OpenAI's form. */
  public record Models(String object, List<Map<String, Object>> data) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Models models() throws InterruptedException {
    return new Models("list", model.names().stream().map(ModelsResource::view).toList());
  }

  @GET
  @Path("{id:.+}") // some names contain a slash
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, Object> one(@PathParam("id") String id) throws InterruptedException {
    if (!model.names().contains(id)) {
      throw unknown(id);
    }
    return view(id);
  }

  /** The refusal that OpenAI sends for an unknown model. */
  static NotFoundException unknown(String id) {
    var message = "The model '" + id + "' does not exist";
    var error =
        OpenAiError.of(404, "invalid_request_error", message, "model", "model_not_found").build();
    return new NotFoundException(message, error);
  }

  private static Map<String, Object> view(String id) {
    return Map.of("id", id, "object", "model", "created", 0, "owned_by", "tidings");
  }
}
