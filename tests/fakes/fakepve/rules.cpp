#include "tests/fakes/fakepve/rules.h"
#include "tests/fakes/fakepve/table.h"
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

namespace {

struct Table
{
    QList<CallRule> calls;
    QMap<QString, QList<Property>> formats; // property strings
};

QStringList valuesOf(const QString &text)
{
    QStringList values;
    const QStringList parts = text.split(u'|');
    for (const QString &part : parts) {
        if (part != "mp0..mp255"_L1) {
            values.append(part);
            continue;
        }
        for (int i = 0; i < 256; ++i)
            values.append(u"mp%1"_s.arg(i));
    }
    return values;
}

// "100..999999999", "0..": the bounds as numbers and as they stand in a refusal.
bool readRange(const QString &word, Property &property)
{
    static const QRegularExpression range(u"^(\\d+)\\.\\.(\\d*)$"_s);
    const QRegularExpressionMatch match = range.match(word);
    if (!match.hasMatch())
        return false;
    property.minimumText = match.captured(1);
    property.minimum = property.minimumText.toDouble();
    property.maximumText = match.captured(2);
    if (!property.maximumText.isEmpty())
        property.maximum = property.maximumText.toDouble();
    return true;
}

void readAttribute(const QString &word, Property &property)
{
    if (readRange(word, property))
        return;
    const QString key = word.section(u'=', 0, 0);
    const QString value = word.section(u'=', 1);
    if (key == "format"_L1)
        property.format = value;
    else if (key == "pattern"_L1)
        property.pattern = QRegularExpression(u"\\A(?:%1)\\n?\\z"_s.arg(value));
    else if (key == "enum"_L1)
        property.values = valuesOf(value);
    else if (key == "needs"_L1)
        property.needs = value;
    else if (key == "since"_L1)
        property.since = value.toInt();
    else if (key == "until"_L1)
        property.until = value.toInt();
    else if (key == "len"_L1) {
        const QString low = value.section(u".."_s, 0, 0), high = value.section(u".."_s, 1);
        property.minLength = low.isEmpty() ? -1 : low.toInt();
        property.maxLength = high.isEmpty() ? -1 : high.toInt();
    } else {
        qFatal("The table of calls has an attribute that nobody knows: %s", qPrintable(word));
    }
}

Property readProperty(const QString &line)
{
    const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    Property property;
    property.name = words.at(0);
    property.type = words.at(1);
    if (property.name.startsWith(u'*')) {
        property.defaultKey = true;
        property.name.remove(0, 1);
    }
    if (property.name.endsWith(u'!')) {
        property.required = true;
        property.name.chop(1);
    }
    if (property.name.endsWith(u']')) {
        property.copies = property.name.section(u'[', 1).chopped(1).toInt();
        property.name = property.name.section(u'[', 0, 0);
    }
    for (qsizetype i = 2; i < words.size(); ++i)
        readAttribute(words.at(i), property);
    return property;
}

// First every block by its title, then the includes are put in.
Table readTable()
{
    QList<std::pair<QString, QStringList>> blocks;
    const QStringList lines = QString::fromLatin1(tableText).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (!line.startsWith(u' '))
            blocks.append({line, {}});
        else
            blocks.last().second.append(line.trimmed());
    }
    const auto linesOf = [&](const QString &title) {
        for (const auto &[name, content] : blocks) {
            if (name == title)
                return content;
        }
        qFatal("The table of calls includes what is not there: %s", qPrintable(title));
        return QStringList();
    };
    Table table;
    for (const auto &[title, content] : std::as_const(blocks)) {
        if (title.startsWith("include "_L1))
            continue;
        QList<Property> properties;
        for (const QString &line : content) {
            const QStringList included = line.startsWith("include "_L1) ? linesOf(line) : QStringList(line);
            for (const QString &entry : included)
                properties.append(readProperty(entry));
        }
        if (title.startsWith("format "_L1)) {
            table.formats.insert(title.mid(7), properties);
            continue;
        }
        const QString path = title.section(u' ', 1);
        table.calls.append(
            {title.section(u' ', 0, 0).toLatin1(), path, path.split(u'/', Qt::SkipEmptyParts), properties});
    }
    return table;
}

const Table &table()
{
    static const Table theTable = readTable();
    return theTable;
}

bool matches(const QStringList &rule, const QStringList &path, Parameters *fromPath)
{
    if (rule.size() != path.size())
        return false;
    Parameters found;
    for (qsizetype i = 0; i < rule.size(); ++i) {
        if (rule.at(i).startsWith(u'{'))
            found.insert(rule.at(i).mid(1).chopped(1), path.at(i));
        else if (rule.at(i) != path.at(i))
            return false;
    }
    if (fromPath)
        *fromPath = found;
    return true;
}

void addError(Errors &errors, const QString &path, const QString &text)
{
    QString &entry = errors[path];
    entry += entry.isEmpty() ? text : "\\n"_L1 + text; // a backslash and an n: so they do it
}

bool isNumber(const QString &value)
{
    static const QRegularExpression number(
        u"\\A[+-]?(\\d+\\.\\d+|\\d+\\.|\\.\\d+|\\d+)([eE][+-]?\\d+)?\\n?\\z"_s);
    return number.match(value).hasMatch();
}

bool typeFits(const QString &type, const QString &value)
{
    static const QRegularExpression integer(u"\\A[+-]?\\d+\\n?\\z"_s);
    if (type == "boolean"_L1)
        return value == "0"_L1 || value == "1"_L1;
    if (type == "integer"_L1)
        return integer.match(value).hasMatch();
    return type != "number"_L1 || isNumber(value);
}

QString formatFailure(const Property &property, const QString &value, const QString &path, int version)
{
    if (property.format.isEmpty())
        return {};
    QString error;
    if (property.format.startsWith(u'{')) {
        parsePropertyString(property.format.mid(1).chopped(1), value, path, version, &error);
        return error;
    }
    if (const std::optional<QString> failure = formatError(property.format, value))
        error = *failure + u'\n';
    return error;
}

QString boundsFailure(const Property &property, const QString &value)
{
    if (property.maxLength >= 0 && value.size() > property.maxLength)
        return u"value may only be %1 characters long"_s.arg(property.maxLength);
    if (property.minLength >= 0 && value.size() < property.minLength)
        return u"value must be at least %1 characters long"_s.arg(property.minLength);
    if (isNumber(value)) {
        if (property.maximum && value.toDouble() > *property.maximum)
            return u"value must have a maximum value of %1"_s.arg(property.maximumText);
        if (property.minimum && value.toDouble() < *property.minimum)
            return u"value must have a minimum value of %1"_s.arg(property.minimumText);
    }
    if (!property.values.isEmpty() && !property.values.contains(value)) {
        return u"value '%1' does not have a value in the enumeration '%2'"_s.arg(
            value, property.values.join(u", "_s));
    }
    return {};
}

void checkValue(const Property &property, const QString &value, const QString &path, int version,
                Errors &errors)
{
    if (!typeFits(property.type, value))
        return addError(errors, path, u"type check ('%1') failed - got '%2'"_s.arg(property.type, value));
    const QString format = formatFailure(property, value, path, version);
    if (!format.isEmpty())
        return addError(errors, path, "invalid format - "_L1 + format);
    if (!property.pattern.pattern().isEmpty() && !property.pattern.match(value).hasMatch())
        return addError(errors, path, u"value does not match the regex pattern"_s);
    const QString bounds = boundsFailure(property, value);
    if (!bounds.isEmpty())
        addError(errors, path, bounds);
}

// net7 is a copy of net[32]; net07 and net32 are not.
const Property *propertyFor(const QList<Property> &properties, const QString &name, int version)
{
    for (const Property &property : properties) {
        if (version < property.since || version > property.until)
            continue;
        if (property.copies == 0) {
            if (property.name == name)
                return &property;
        } else if (name.startsWith(property.name)) {
            const QString rest = name.mid(property.name.size());
            const int index = rest.toInt();
            if (QString::number(index) == rest && index < property.copies && index >= 0)
                return &property;
        }
    }
    return nullptr;
}

Errors checkObject(const QList<Property> &properties, const Parameters &values, const QString &prefix,
                   int version)
{
    Errors errors;
    for (const Property &property : properties) {
        const bool thisVersion = version >= property.since && version <= property.until;
        if (thisVersion && property.required && !values.contains(property.name))
            addError(errors, prefix + property.name, u"property is missing and it is not optional"_s);
    }
    for (auto value = values.begin(); value != values.end(); ++value) {
        const Property *property = propertyFor(properties, value.key(), version);
        if (!property) {
            addError(
                errors, prefix + value.key(),
                u"property is not defined in schema and the schema does not allow additional properties"_s);
            continue;
        }
        checkValue(*property, value.value(), prefix + value.key(), version, errors);
        if (!property->needs.isEmpty() && !values.contains(property->needs)) {
            addError(errors, prefix + property->needs,
                     u"missing property required by '%1'"_s.arg(prefix + value.key()));
        }
    }
    return errors;
}

// Inside a property string a boolean may be a word.
QString normalized(const Property &property, const QString &value)
{
    static const QRegularExpression yes(u"^(1|on|yes|true)$"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression no(u"^(0|off|no|false)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (property.type != "boolean"_L1)
        return value;
    if (yes.match(value).hasMatch())
        return u"1"_s;
    return no.match(value).hasMatch() ? u"0"_s : value;
}

const Property *defaultKey(const QList<Property> &properties)
{
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [](const Property &property) { return property.defaultKey; });
    return found == properties.end() ? nullptr : &*found;
}

// One part between commas; a text if it cannot be.
QString readPart(const QString &part, const QList<Property> &properties, int version, Parameters &values)
{
    static const QRegularExpression pair(u"\\A([^=]+)=(.+)\\z"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch match = pair.match(part);
    if (match.hasMatch()) {
        const QString key = match.captured(1);
        if (values.contains(key))
            return u"duplicate key in comma-separated list property: %1"_s.arg(key);
        const Property *property = propertyFor(properties, key, version);
        if (!property)
            return u"invalid key in comma-separated list property: %1"_s.arg(key);
        values.insert(key, normalized(*property, match.captured(2)));
        return {};
    }
    if (part.contains(u'='))
        return u"missing key in comma-separated list property"_s;
    const Property *property = defaultKey(properties);
    if (!property)
        return u"value without key, but schema does not define a default key"_s;
    if (values.contains(property->name))
        return u"duplicate key in comma-separated list property: %1"_s.arg(property->name);
    values.insert(property->name, normalized(*property, part));
    return {};
}

} // namespace

const QList<CallRule> &allCalls() { return table().calls; }

const CallRule *findCall(const QByteArray &method, const QString &path, Parameters *fromPath)
{
    const QStringList segments = path.split(u'/', Qt::SkipEmptyParts);
    for (const CallRule &call : table().calls) {
        if (call.method == method && matches(call.segments, segments, fromPath))
            return &call;
    }
    return nullptr;
}

bool pathKnown(const QString &path)
{
    const QStringList segments = path.split(u'/', Qt::SkipEmptyParts);
    const QList<CallRule> &calls = table().calls;
    return std::any_of(calls.begin(), calls.end(),
                       [&](const CallRule &call) { return matches(call.segments, segments, nullptr); });
}

Errors checkCall(const CallRule &rule, const Parameters &parameters, int version)
{
    return checkObject(rule.properties, parameters, {}, version);
}

Parameters parsePropertyString(const QString &format, const QString &value, const QString &path, int version,
                               QString *error)
{
    const QList<Property> properties = table().formats.value(format);
    Parameters values;
    const QStringList parts = value.split(u',');
    for (const QString &part : parts) {
        if (part.trimmed().isEmpty())
            continue;
        const QString failure = readPart(part, properties, version, values);
        if (!failure.isEmpty()) {
            *error = failure + u'\n';
            return {};
        }
    }
    const Errors errors = checkObject(properties, values, path.isEmpty() ? path : path + u'.', version);
    if (!errors.isEmpty()) {
        *error = u"format error\n"_s;
        for (auto entry = errors.begin(); entry != errors.end(); ++entry)
            *error += entry.key() + ": "_L1 + entry.value() + u'\n';
        return {};
    }
    return values;
}

} // namespace slipway::fakes::pve
