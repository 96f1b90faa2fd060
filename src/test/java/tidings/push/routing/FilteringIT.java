package tidings.push.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs {@link FilteringTest} beside the other tests: the engine of its properties would run it
 * after all of them, on one processor.
 */
class FilteringIT {

  private static final String TRIES = System.getProperty("tidings.filtering.tries", "10000");

  @Test
  void everyStreamGetsExactlyTheEventsThatAreForIt() {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(FilteringTest.class))
            .filters(EngineFilter.includeEngines("jqwik"))
            .configurationParameter("jqwik.tries.default", TRIES)
            .build();
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    var summary = listener.getSummary();
    var report = new StringWriter();
    summary.printFailuresTo(new PrintWriter(report, true), 30);
    assertEquals(0, summary.getTotalFailureCount(), report::toString);
    assertEquals(1, summary.getTestsSucceededCount(), "the property ran");
  }
}
