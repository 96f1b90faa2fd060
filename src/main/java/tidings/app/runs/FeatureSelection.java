package tidings.app.runs;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import org.eclipse.microprofile.config.ConfigProvider;
import tidings.app.ConfigurationCheck;
import tidings.app.configuration.Features;
import tidings.app.configuration.Features.Feature;
import tidings.ops.RunMetrics;

/**
 * Leaves out the beans that start a feature which is not selected ({@code tidings.features}):
 * without runs no database is opened and no tool server is started.
 *
 * <p>The other beans of the feature remain, and none is made. Leaving them out would fail the
 * deployment: Liberty checks what each Jakarta REST resource of the WAR injects, whether or not an
 * application has it.
 */
public class FeatureSelection implements Extension {

  private final Features features = selected();

  /** All of them if the selection is invalid: {@link ConfigurationCheck} then ends the start. */
  private static Features selected() {
    try {
      return Features.of(ConfigProvider.getConfig());
    } catch (IllegalArgumentException e) {
      return Features.ALL;
    }
  }

  void start(@Observes ProcessAnnotatedType<RunStart> found) {
    leaveOutWithoutRuns(found);
  }

  void metrics(@Observes ProcessAnnotatedType<RunMetrics> found) {
    leaveOutWithoutRuns(found);
  }

  private void leaveOutWithoutRuns(ProcessAnnotatedType<?> found) {
    if (!features.has(Feature.RUNS)) {
      found.veto();
    }
  }
}
