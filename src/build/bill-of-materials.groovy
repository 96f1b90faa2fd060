import com.fasterxml.jackson.databind.ObjectMapper
import com.github.packageurl.PackageURL
import java.nio.file.Files
import java.security.MessageDigest
import java.util.zip.ZipFile
import org.apache.maven.model.building.ModelBuildingRequest
import org.apache.maven.project.DefaultProjectBuildingRequest
import org.apache.maven.project.ProjectBuilder
import org.cyclonedx.Version
import org.cyclonedx.generators.BomGeneratorFactory
import org.cyclonedx.model.Bom
import org.cyclonedx.model.Component
import org.cyclonedx.model.Dependency
import org.cyclonedx.model.ExternalReference
import org.cyclonedx.model.Hash
import org.cyclonedx.model.License
import org.cyclonedx.model.LicenseChoice
import org.cyclonedx.model.Metadata
import org.cyclonedx.parsers.JsonParser

/*
 * Bills of materials (CycloneDX) and the licenses of what ships, below target/legal:
 *
 *   application/META-INF/sbom/tidings.cdx.json   the libraries of the WAR and the packages of the console's bundle
 *   application/META-INF/licenses                their licenses and notices, and THIRD-PARTY.txt, a list of them
 *   server/sbom/tidings.cdx.json                 the same, and the server that the package runs it on
 *
 * The sources are what Maven resolved for the WAR, the models of those artifacts, the artifacts themselves, and the
 * inventory that the build of the console leaves. Nothing is read from the network, so an offline build has it, too:
 * the CycloneDX plug-in for Maven refuses to run offline, and knows nothing of the bundle.
 */

/** The licenses that may ship, by SPDX's identifiers, and how else those who publish name them. */
def APPROVED = [
    '0BSD': [],
    'Apache-2.0': [
        'Apache 2.0',
        'Apache License 2.0',
        'Apache License Version 2.0',
        'Apache License, Version 2.0',
        'Apache License, version 2.0',
        'The Apache License, Version 2.0',
        'The Apache Software License, Version 2.0',
    ],
    'BSD-2-Clause': ['BSD 2-Clause License'],
    'BSD-3-Clause': ['Eclipse Distribution License v. 1.0', 'Eclipse Distribution License - v 1.0'],
    'EPL-1.0': ['EPL 1.0'],
    'EPL-2.0': ['Eclipse Public License v. 2.0', 'Eclipse Public License - v 2.0'],
    'ISC': [],
    'MIT': ['MIT License'],
    'MPL-2.0': ['MPL 2.0'],
]
def IDENTIFIERS = APPROVED.collectMany { id, names -> ([id] + names).collect { [it, id] } }.collectEntries { it }
/** No license, so not of SPDX's list. */
def PUBLIC_DOMAIN = 'Public Domain'
def LEGAL_FILE = ~/(?i)(META-INF\/)?(licen[cs]e|notice|copying|about)[^\/]*|META-INF\/licenses\/.*[^\/]/

def target = new File(project.build.directory, 'legal')
def application = new File(target, 'application/META-INF')
def inventory = new File(project.basedir, 'frontend/apps/console/dist/META-INF/packages.json')

def license = { String stated, String owner ->
  if (stated == PUBLIC_DOMAIN) {
    return new License(name: stated)
  }
  if (!IDENTIFIERS[stated]) {
    throw new IllegalStateException(
        "${owner} ships under '${stated}', which src/build/bill-of-materials.groovy does not approve")
  }
  return new License(id: IDENTIFIERS[stated])
}

def licenses = { List<String> stated, String owner ->
  if (stated.isEmpty()) {
    throw new IllegalStateException("${owner} ships and states no license")
  }
  def choice = new LicenseChoice()
  stated.collect { license(it, owner) }.unique { it.id ?: it.name }.each { choice.addLicense(it) }
  return choice
}

/** The text that SPDX lists for a license. */
def standardText = { String id -> Bom.getResourceAsStream("/licenses/${id}.txt").getText('UTF-8') }

def purl = { String type, String namespace, String name, String version, String packaging = null ->
  new PackageURL(type, namespace, name, version, packaging ? new TreeMap(type: packaging) : null, null)
}

def component = { Component.Type type, PackageURL address, LicenseChoice choice, String homepage ->
  def made = new Component(type: type, group: address.namespace, name: address.name, version: address.version)
  made.licenses = choice
  made.purl = address.canonicalize()
  made.bomRef = made.purl
  if (homepage) {
    made.addExternalReference(new ExternalReference(type: ExternalReference.Type.WEBSITE, url: homepage))
  }
  return made
}

// Maven 4 has no container in its session.
def lookUp = { Class type ->
  if (session.container != null) {
    return session.container.lookup(type)
  }
  def service = Class.forName('org.apache.maven.api.services.Lookup', true, session.class.classLoader)
  return session.session.getService(service).lookup(type)
}
def builder = lookUp(ProjectBuilder)
def modelOf = { artifact ->
  def request = new DefaultProjectBuildingRequest(session.projectBuildingRequest)
  request.project = null
  request.processPlugins = false
  request.resolveDependencies = false
  request.validationLevel = ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL
  return builder.build(artifact, true, request).project
}

def sha256 = { File file ->
  def digest = MessageDigest.getInstance('SHA-256')
  file.withInputStream { it.eachByte(1 << 16) { bytes, length -> digest.update(bytes, 0, length) } }
  return digest.digest().encodeHex().toString()
}

def textsIn = { File jar ->
  new ZipFile(jar).withCloseable { zip ->
    zip.entries().findAll { !it.directory && !it.name.endsWith('.class') && it.name ==~ LEGAL_FILE }.collectEntries {
      [(it.name - 'META-INF/' - 'licenses/'): zip.getInputStream(it).getText('UTF-8')]
    }
  }
}

/** A library of the WAR: its component, its texts, whose it is, and what brought it. */
def library = { artifact ->
  def model = modelOf(artifact)
  def id = artifact.id
  def made = component(
      Component.Type.LIBRARY,
      purl('maven', artifact.groupId, artifact.artifactId, artifact.version, artifact.type),
      licenses(model.licenses.collect { it.name.strip() }, id),
      model.url)
  made.addHash(new Hash(Hash.Algorithm.SHA_256, sha256(artifact.file)))
  def owner = model.organization?.name ?: model.developers.collect { it.name ?: it.id }.findAll().join(', ')
  def trail = artifact.dependencyTrail
  return [component: made, id: id, texts: textsIn(artifact.file), owner: owner, parents: [trail[trail.size() - 2]]]
}

/** A package of the bundle, likewise; it names what it depends on, not what depends on it. */
def bundled = { found ->
  def parts = found.name.split('/')
  def made = component(
      Component.Type.LIBRARY,
      purl('npm', parts.size() > 1 ? parts[0] : null, parts[-1], found.version),
      licenses([found.license].findAll(), found.name),
      found.homepage)
  return [component: made, id: found.name, texts: found.texts, owner: found.author, children: found.dependencies]
}

def write = { File file, String text ->
  file.parentFile.mkdirs()
  file.setText(text, 'UTF-8')
}

def root = component(
    Component.Type.APPLICATION,
    purl('maven', project.groupId, project.artifactId, project.version, project.packaging),
    null,
    null)
root.description = project.description

/** Who depends on whom; what nothing in the bill brought, the application itself did. */
def edges = { List parts ->
  def refs = parts.collectEntries { [(it.id): it.component.bomRef] }
  def graph = ([root.bomRef] + refs.values()).collectEntries { [(it): new TreeSet<String>()] }
  parts.each { part ->
    part.parents?.each { graph[refs[it] ?: root.bomRef] << part.component.bomRef }
    part.children?.each { if (refs[it]) { graph[part.component.bomRef] << refs[it] } }
  }
  def brought = graph.values().flatten() as Set
  refs.values().findAll { !brought.contains(it) }.each { graph[root.bomRef] << it }
  return graph.collect { ref, children ->
    def dependency = new Dependency(ref)
    children.each { dependency.addDependency(new Dependency(it)) }
    dependency
  }
}

def bill = { File file, List parts ->
  def bom = new Bom(serialNumber: "urn:uuid:${UUID.randomUUID()}", version: 1)
  bom.metadata = new Metadata(timestamp: new Date(), component: root)
  parts.each { bom.addComponent(it.component) }
  edges(parts).each { bom.addDependency(it) }
  def text = BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString()
  write(file, text)
  return text
}

def checkValid = { String text ->
  def faults = new JsonParser().validate(text, Version.VERSION_16)
  if (!faults.isEmpty()) {
    throw new IllegalStateException("The bill of materials is not valid: ${faults*.message}")
  }
}

def folderOf = { part ->
  def made = part.component
  def kind = new PackageURL(made.purl).type
  return "${kind}/${[made.group, made.name].findAll().join(kind == 'npm' ? '/' : '.')}-${made.version}".toString()
}

def legalFiles = { part ->
  def folder = new File(application, "licenses/${folderOf(part)}")
  part.texts.each { name, text -> write(new File(folder, name), text) }
  if (!part.texts.keySet().any { it =~ /(?i)licen[cs]e|copying/ }) {
    part.component.licenses.licenses.each {
      def said = "${part.component.name} ${part.component.version}, by ${part.owner ?: 'its authors'}: ${it.id ?: it.name}. " +
          'The package itself has no copy of its license.\n'
      write(new File(folder, "LICENSE-${it.id ?: it.name.replace(' ', '-')}.txt"),
          it.id ? "${said}The text that SPDX lists for it:\n\n${standardText(it.id)}" : said)
    }
  }
}

def line = { part ->
  def names = part.component.licenses.licenses.collect { it.id ?: it.name }.join(', ')
  return "${folderOf(part)}: ${names}"
}

target.deleteDir()
def libraries = project.artifacts
    .findAll { it.artifactHandler.addedToClasspath && it.scope in ['compile', 'runtime'] }
    .sort { it.id }
    .collect { library(it) }
def packages = inventory.exists() ? new ObjectMapper().readValue(inventory, List).collect { bundled(it) } : []
def shipped = libraries + packages

shipped.each { legalFiles(it) }
write(new File(application, 'licenses/THIRD-PARTY.txt'), shipped.collect { line(it) + '\n' }.join())
bill(new File(application, 'sbom/tidings.cdx.json'), shipped)

def liberty = component(
    Component.Type.PLATFORM,
    purl('maven', 'io.openliberty', 'openliberty-runtime', project.properties['liberty.version'], 'zip'),
    licenses(['EPL-2.0'], 'Open Liberty'),
    'https://openliberty.io')
checkValid(bill(new File(target, 'server/sbom/tidings.cdx.json'), shipped + [[component: liberty, id: 'liberty']]))
log.info("Bill of materials: ${libraries.size()} libraries, ${packages.size()} packages of the console.")
