package tidings.it.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for what must happen at once, unless it says otherwise: other tests
 * have the processors, too. Found by JUnit itself (META-INF/services).
 */
public final class Patience implements BeforeAllCallback {

  private static final Duration AT_MOST = Duration.ofSeconds(30);

  static {
    Awaitility.setDefaultTimeout(AT_MOST);
    // It would fail whoever waits for what a thread of another test threw.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // That it is loaded is enough.
  }
}
