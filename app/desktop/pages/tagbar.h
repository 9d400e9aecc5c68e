#pragma once
#include <QSet>
#include <QStringList>
#include <QWidget>

namespace slipway::elements {
class FlowLayout;
}

namespace slipway::desktop {

/// A chip per tag, to narrow a list of templates to those that have all the checked ones.
class TagBar : public QWidget
{
    Q_OBJECT
public:
    /// `prefix` begins the object name of each chip; the tag ends it.
    explicit TagBar(const QString &prefix, QWidget *parent = nullptr);
    /// Those that are asked for most first; as many as are worth the room are shown.
    void setTags(const QStringList &tags);
    bool matches(const QStringList &tags) const; ///< has all the checked ones

signals:
    void changed(); ///< by the operator

private:
    QString m_prefix;
    QStringList m_tags;
    QSet<QString> m_checked;
    elements::FlowLayout *m_chips;
};

} // namespace slipway::desktop
