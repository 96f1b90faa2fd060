import java.util.concurrent.FutureTask

/*
 * Builds the front end while Java is compiled and tested: neither needs the other before both are
 * packed. Where the build goes on to its integration tests, the front end is checked and tested
 * right behind that, while Java's compiler has but one of the processors. 'begin' starts it all,
 * 'end' waits for what is built and 'checked' for the rest; each shows what was printed and fails
 * if it failed.
 */
def npm(step, printed) {
  printed << "\n> npm ${step.join(' ')}\n"
  def windows = System.getProperty('os.name').startsWith('Windows')
  new ProcessBuilder([windows ? 'npm.cmd' : 'npm'] + step)
      .directory(new File(project.basedir, 'frontend'))
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.appendTo(printed))
      .start()
}

def task = { name, steps, running ->
  def printed = new File(project.build.directory, name)
  printed.parentFile.mkdirs()
  printed.text = ''
  def work = new FutureTask<String>({
    for (step in steps) {
      running.process = npm(step, printed)
      running.process.outputStream.close()
      int code = running.process.waitFor()
      if (code != 0) {
        return "npm ${step.join(' ')}: exit ${code}".toString()
      }
    }
    return null
  })
  [work: work, printed: printed]
}

def begin = {
  def running = [process: null]
  def built = task(
      'frontend.log',
      [['ci', '--prefer-offline', '--no-audit', '--no-fund'], ['run', 'build']],
      running)
  def checked = task('frontend-tests.log', [['run', 'check'], ['test']], running)
  def stop = { running.process?.destroy() }
  stop() // loads what it needs, which Maven can no longer do when it ends
  def hook = new Thread(stop)
  Runtime.runtime.addShutdownHook(hook)
  def isTested = project.properties['tidings.verifies'] == 'true'
  Thread.startDaemon('frontend') {
    built.work.run()
    if (isTested) {
      built.work.get() == null ? checked.work.run() : checked.work.cancel(false)
    }
  }
  project.setContextValue('frontend', [built: built, checked: checked, hook: hook, isTested: isTested])
}

def waitFor = { part ->
  def fault = part.work.get()
  println(part.printed.text)
  if (fault != null) {
    throw new IllegalStateException("The front end failed, as printed above: ${fault}")
  }
}

def end = {
  def frontend = project.getContextValue('frontend')
  waitFor(frontend.built)
  if (!frontend.isTested) {
    Runtime.runtime.removeShutdownHook(frontend.hook)
  }
}

def checked = {
  def frontend = project.getContextValue('frontend')
  waitFor(frontend.checked)
  Runtime.runtime.removeShutdownHook(frontend.hook)
}

// Says what a build without the front end has in its place.
def skip = {
  // The WAR's plugin wants the folder, be it empty.
  new File(project.basedir, 'frontend/apps/console/dist').mkdirs()
  def console = new File(project.basedir, 'frontend/apps/console/dist/index.html')
  def has = console.exists()
      ? "the console that was built on ${new Date(console.lastModified())}"
      : 'no console, and says so at its root'
  log.warn("frontend.skip: the application has ${has}.")
}

def skipped = (session.userProperties['frontend.skip'] ?: project.properties['frontend.skip']) == 'true'
([end: end, checked: checked][step] ?: (skipped ? skip : begin))()
