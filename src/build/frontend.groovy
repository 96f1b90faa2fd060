import java.util.concurrent.FutureTask

/*
 * Builds the front end while Java is compiled and tested: neither needs the other
 * before both are packed. 'begin' starts it, 'end' waits for it, shows what it printed and fails if
 * it failed.
 */
def begin = {
  def npm = System.getProperty('os.name').startsWith('Windows') ? 'npm.cmd' : 'npm'
  def steps = [['ci', '--prefer-offline', '--no-audit', '--no-fund'], ['run', 'build']]
  def printed = new File(project.build.directory, 'frontend.log')
  printed.parentFile.mkdirs()
  printed.text = ''
  def running = null
  def work = new FutureTask<String>({
    for (step in steps) {
      printed << "\n> npm ${step.join(' ')}\n"
      running = new ProcessBuilder([npm] + step)
          .directory(new File(project.basedir, 'frontend'))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(printed))
          .start()
      running.outputStream.close()
      int code = running.waitFor()
      if (code != 0) {
        return "npm ${step.join(' ')}: exit ${code}".toString()
      }
    }
    return null
  })
  def stop = { running?.destroy() }
  stop() // loads what it needs, which Maven can no longer do when it ends
  def hook = new Thread(stop)
  Runtime.runtime.addShutdownHook(hook)
  Thread.startDaemon('frontend') { work.run() }
  project.setContextValue('frontend', [work: work, printed: printed, hook: hook])
}

def end = {
  def frontend = project.getContextValue('frontend')
  def fault = frontend.work.get()
  Runtime.runtime.removeShutdownHook(frontend.hook)
  println(frontend.printed.text)
  if (fault != null) {
    throw new IllegalStateException("The front end failed, as printed above: ${fault}")
  }
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
(step == 'end' ? end : skipped ? skip : begin)()
