#include "app/desktop/pages/preflightview.h"

#include "app/desktop/nodescontroller.h"
#include "widgets/elements/iconbutton.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/label.h"
#include "widgets/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;

namespace {

class Sign : public QWidget
{
public:
    explicit Sign(const CheckLook &look) : m_look(look)
    {
        const int side = iconSize() + space(0.4);
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(softRole(m_look.tone)));
        painter.drawEllipse(rect());
        const double inset = width() * 0.22;
        paintIcon(painter, QRectF(rect()).adjusted(inset, inset, -inset, -inset), m_look.icon,
                  color(m_look.tone));
    }

private:
    CheckLook m_look;
};

/// Lines to be copied: commands, fingerprints, the other side's own words.
class Details : public QFrame
{
public:
    explicit Details(const QStringList &lines)
    {
        const QString all = lines.join(u'\n');
        auto *text = new Label(all, TextStyle::Mono);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setObjectName(u"checkDetails"_s);
        auto *copy = new elements::IconButton(Icon::Copy, PreflightView::tr("Copy the details"));
        connect(copy, &QToolButton::clicked, copy, [copy, all] {
            QGuiApplication::clipboard()->setText(all);
            copy->set(Icon::Check, PreflightView::tr("Copied"), Role::Success);
            QTimer::singleShot(2000, copy,
                               [copy] { copy->set(Icon::Copy, PreflightView::tr("Copy the details")); });
        });
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(margins(1, 0.6));
        layout->addWidget(text, 1);
        layout->addWidget(copy, 0, Qt::AlignTop);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Role::Sunken));
        painter.drawRoundedRect(rect(), cornerRadius(), cornerRadius());
    }
};

} // namespace

CheckLook lookOf(PreflightCheck::State state)
{
    switch (state) {
    case PreflightCheck::State::Ok:
        return {Role::Success, Icon::Check, PreflightView::tr("ok")};
    case PreflightCheck::State::Warning:
        return {Role::Warning, Icon::Warning, PreflightView::tr("warning")};
    case PreflightCheck::State::Failed:
        return {Role::Danger, Icon::Cross, PreflightView::tr("failed")};
    case PreflightCheck::State::Skipped:
        break;
    }
    return {Role::Muted, Icon::Pending, PreflightView::tr("not looked at")};
}

PreflightView::PreflightView(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(u"preflight"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space(1.1));
}

void PreflightView::clear()
{
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_text.clear();
}

void PreflightView::showPending()
{
    clear();
    auto *bones = new elements::Skeleton({52, 40, 60, 45, 56, 38, 50, 44});
    bones->setLeadingDots(true);
    bones->setAccessibleName(tr("The node is being tested"));
    m_layout->addWidget(bones);
}

void PreflightView::showPreflight(const Preflight &preflight)
{
    clear();
    QStringList lines;
    for (const PreflightCheck &check : preflight.checks) {
        static constexpr std::array<const char *, 4> marks = {"[x] ", "[~] ", "[!] ", "[ ] "};
        lines.append(QLatin1StringView(marks.at(static_cast<size_t>(check.state))) + titleOf(check));
        m_layout->addWidget(row(check));
    }
    m_text = lines.join(u'\n');
}

QWidget *PreflightView::row(const PreflightCheck &check)
{
    const CheckLook look = lookOf(check.state);
    auto *row = new QWidget;
    row->setObjectName(u"check:"_s + check.id);
    row->setAccessibleName(tr("%1: %2. %3").arg(titleOf(check), look.word, check.message));
    auto *title = new Label(titleOf(check), TextStyle::Strong);
    auto *word = new Label(look.word, TextStyle::Small, look.tone);
    auto *message = new Label(check.message, TextStyle::Small,
                              check.state == PreflightCheck::State::Skipped ? Role::Muted : Role::Text);
    message->setWordWrap(true);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QHBoxLayout;
    head->setSpacing(space(0.8));
    head->addWidget(title);
    head->addWidget(word);
    head->addStretch();
    auto *words = new QVBoxLayout;
    words->setSpacing(space(0.2));
    words->addLayout(head);
    words->addWidget(message);
    // What a good check found in detail is noise; what a bad one did is the way out.
    if (!check.details.isEmpty() && check.state != PreflightCheck::State::Ok) {
        words->addSpacing(space(0.3));
        words->addWidget(new Details(check.details));
    }
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(1));
    layout->addWidget(new Sign(look), 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    return row;
}

} // namespace slipway::desktop
