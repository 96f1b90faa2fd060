package tidings.runs.tool;

import java.util.List;

/** Some tools under one name. Thread-safe. */
public interface ToolServer extends AutoCloseable {

  /** As it is called in {@code mcp_servers}. */
  String name();

  /**
   * What it offers.
   *
   * @throws ToolException if it cannot be asked
   */
  List<Tool> tools() throws InterruptedException;

  @Override
  void close();
}
