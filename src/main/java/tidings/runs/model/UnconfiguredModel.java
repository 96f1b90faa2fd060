package tidings.runs.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.inject.Vetoed;
import java.util.List;

/**
 * No model: none is configured, and callers of a real issuer do not get the scripted one, whose
 * answers look like those of a model. Thread-safe.
 */
@Vetoed // one of two models that the wiring chooses from
public final class UnconfiguredModel implements LanguageModel {

  /** It has none. */
  @Override
  public List<String> names() {
    return List.of();
  }

  /**
   * @throws ModelException always
   */
  @Override
  public void stream(ObjectNode request, Chunks chunks) {
    throw ModelException.unconfigured();
  }
}
