package tidings.it.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The default time that every test waits for an expected state: other tests use the processors,
 * too. Found by JUnit itself (META-INF/services).
 */
public final class DefaultTimeout implements BeforeAllCallback {

  private static final Duration AT_MOST = Duration.ofSeconds(30);

  static {
    Awaitility.setDefaultTimeout(AT_MOST);
    // A wait must not fail because a thread of another test threw.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // Its initialisation is enough.
  }
}
